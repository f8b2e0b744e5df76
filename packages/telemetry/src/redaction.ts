import { passesLuhn } from './card-number.ts';

const redacted = '[redacted]';

// On the finished JSON line, so that messages, stacks, nested objects and child bindings are all covered alike.
const secretMembers =
  /("(?:payment_?token|token|authorization|cookie|set-cookie|password|secret|api_?key|card_?number|pan|cvc|cvv)"\s*:\s*)(?:"(?:[^"\\]|\\.)*"|-?\d+)/gi;
const paymentTokens = /\btok_\w+/g;
const stripeKeys = /\b[sr]k_(?:test|live)_\w+/g;
const apiKeys = /\bofk_[\w-]{20,}/g;
const jsonWebTokens = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;
const credentials = /\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi;
const urlPasswords = /(\w:\/\/[^:@/\s"]*:)[^@/\s"]+@/g;
// As cards are written: in one run, 4-4-4-n or 4-6-5, and beginning as cards do. That spares UUIDs and times in ms.
const cardNumbers =
  /(?<![\w.-])(?:[2-6]\d{12,18}|[2-6]\d{3}([ -])\d{4}\1\d{4}\1\d{1,7}|3\d{3}([ -])\d{6}\2\d{5})(?![\w.-])/g;

/** The line without payment tokens, credentials and card numbers. What was JSON stays JSON. */
export function redactLine(line: string): string {
  return line
    .replace(secretMembers, `$1"${redacted}"`)
    .replace(paymentTokens, `tok_${redacted}`)
    .replace(stripeKeys, redacted)
    .replace(apiKeys, redacted)
    .replace(jsonWebTokens, redacted)
    .replace(credentials, `$1 ${redacted}`)
    .replace(urlPasswords, `$1${redacted}@`)
    .replace(cardNumbers, (match, _dash, _amexDash, offset: number, whole: string) => {
      if (!passesLuhn(match)) return match;
      return isJsonNumber(whole, offset, match.length) ? `"${redacted}"` : redacted;
    });
}

// A bare number in JSON stands between `:`, `[` or `,` and `,`, `]` or `}`; within a string the result stays unquoted.
const isJsonNumber = (line: string, start: number, length: number): boolean =>
  /[:[,]/.test(line.charAt(start - 1)) && /[,\]}]/.test(line.charAt(start + length)) && !insideString(line, start);

function insideString(line: string, index: number): boolean {
  let inside = false;
  for (let at = 0; at < index; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === '"') inside = !inside;
  }
  return inside;
}
