/** What a confirmation does with a test token. */
export type Behaviour =
  | { readonly kind: 'approve' }
  | { readonly kind: 'decline'; readonly code: string; readonly declineCode: string }
  /** Approves after a while. */
  | { readonly kind: 'slow' }
  /** Captures, then closes the connection without an answer. A repeat with the same key is answered. */
  | { readonly kind: 'unknown_outcome' }
  /** Captures, answers 500 and says 500 again under the same key: only a look-up tells. */
  | { readonly kind: 'error_after_capture' }
  /** Answers 500, also under the same key, and captures nothing. */
  | { readonly kind: 'error' }
  /** Answers 503 each time, executes and stores nothing. */
  | { readonly kind: 'unavailable' };

const decline = (declineCode: string, code = 'card_declined'): Behaviour => ({ kind: 'decline', code, declineCode });

/** Every token there is; an unknown one is refused as Stripe refuses it. README.md has the same table in words. */
export const tokens: ReadonlyMap<string, Behaviour> = new Map([
  ['tok_visa', { kind: 'approve' }],
  ['tok_mastercard', { kind: 'approve' }],
  ['tok_amex', { kind: 'approve' }],
  ['tok_chargeDeclined', decline('generic_decline')],
  ['tok_insufficientFunds', decline('insufficient_funds')],
  ['tok_chargeDeclinedInsufficientFunds', decline('insufficient_funds')],
  ['tok_chargeDeclinedExpiredCard', decline('expired_card', 'expired_card')],
  ['tok_chargeDeclinedFraudulent', decline('fraudulent')],
  ['tok_slow', { kind: 'slow' }],
  ['tok_unknownOutcome', { kind: 'unknown_outcome' }],
  ['tok_500ThenSuccess', { kind: 'error_after_capture' }],
  ['tok_500', { kind: 'error' }],
  ['tok_unavailable', { kind: 'unavailable' }],
]);
