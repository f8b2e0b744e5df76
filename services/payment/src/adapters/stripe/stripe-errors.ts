import Stripe from 'stripe';
import { type FailureReason, gatewayUnavailable, outcomeUnknown } from '../../application/gateway.ts';

/** What an error of the SDK means for the payment. */
export type Refusal =
  /** The card was refused: final. */
  | { readonly kind: 'declined'; readonly reason: string }
  /** The request can never pass. `code` is Stripe's, empty when there is none. */
  | { readonly kind: 'invalid'; readonly code: string; readonly error: Error }
  /** The intent or charge is not in the state that the call needs: look at it. */
  | { readonly kind: 'state' }
  /** The answer to an earlier call under the same key was an error, and is repeated: only a look-up tells. */
  | { readonly kind: 'replayed_error' };

const { errors } = Stripe;

const stateCodes: ReadonlySet<string | undefined> = new Set([
  'payment_intent_unexpected_state',
  'charge_already_refunded',
]);

/**
 * Returns what was refused; throws what has to wait. `moving`: the call asks for money, so that without an answer its
 * outcome is unknown; of any other call it only means that the gateway is away.
 */
export const refusalOf = (error: unknown, moving: boolean): Refusal => {
  const later = (reason: FailureReason): Error =>
    moving ? outcomeUnknown(reason, error) : gatewayUnavailable(reason, error);

  // Mistakes of ours and aborts keep their own name.
  if (!(error instanceof errors.StripeError)) throw error;
  if (error instanceof errors.StripeCardError) {
    return { kind: 'declined', reason: error.decline_code || error.code || 'card_declined' };
  }
  if (error instanceof errors.StripeConnectionError) throw later('connection');
  if (error instanceof errors.StripeRateLimitError) {
    // Another call is at work on this very intent: that says nothing of the gateway.
    throw gatewayUnavailable(error.code === 'lock_timeout' ? 'in_progress' : 'rate_limited', error);
  }
  if (error instanceof errors.StripeIdempotencyError) throw outcomeUnknown('key_conflict', error);
  // Our own key is wrong, not the customer's card.
  if (error instanceof errors.StripeAuthenticationError) throw gatewayUnavailable('refused', error);
  if (error instanceof errors.StripePermissionError) throw gatewayUnavailable('refused', error);
  if (error instanceof errors.StripeInvalidRequestError) {
    return stateCodes.has(error.code) ? { kind: 'state' } : { kind: 'invalid', code: error.code ?? '', error };
  }
  if (error.statusCode === 409) throw outcomeUnknown('in_progress', error);
  if (error.headers?.['idempotent-replayed'] === 'true') return { kind: 'replayed_error' };
  throw later('server_error');
};
