import { Type } from 'typebox';

/** `Idempotency-Key`: 1 to 255 visible ASCII characters. Headers' names are in lower case. */
export const idempotencyKeySchema = Type.String({
  minLength: 1,
  maxLength: 255,
  pattern: '^[\\x21-\\x7e]+$',
  description: 'A repeat with the same key and body gets the same answer and changes nothing.',
});

const waitPreference = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,6})"?\s*(?=$|[,;])/i;

/** Seconds a client is willing to wait (`Prefer: wait=N`, RFC 7240), at most `maxSeconds`; 0 when it did not ask. */
export function preferredWaitSeconds(prefer: string | undefined, maxSeconds = 30): number {
  const asked = waitPreference.exec(prefer ?? '')?.[1];
  return asked === undefined ? 0 : Math.min(Number(asked), maxSeconds);
}
