/** Runs of digits with single spaces or dashes between, neither preceded nor followed by another digit. */
const digitRuns = /(?<!\d)\d(?:[ -]?\d){12,18}(?![ -]?\d)/g;

/**
 * True when the text holds what looks like a card number (PAN): 13 to 19 digits, single spaces or dashes allowed
 * between them, that pass the Luhn check. One in ten runs of random digits of that length passes too.
 */
export function panLike(text: string): boolean {
  for (const [run] of text.matchAll(digitRuns)) {
    if (passesLuhn(run)) return true;
  }
  return false;
}

/** The Luhn check over the digits of the text; everything else in it is skipped. */
export function passesLuhn(text: string): boolean {
  let sum = 0;
  let double = false;
  for (let index = text.length - 1; index >= 0; index -= 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) continue;
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
    double = !double;
  }
  return sum % 10 === 0;
}
