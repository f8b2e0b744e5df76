import type { Money } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';

/** A final answer about a charge. `reason` is the provider's decline code, or `withdrawn`. */
export type ChargeResult = { readonly status: 'approved' } | { readonly status: 'declined'; readonly reason: string };

export interface ChargeRequest {
  readonly orderId: string;
  readonly amount: Money;
  readonly token: string;
  /** The one idempotency key of this order's charge. Calls derive theirs from it. */
  readonly key: string;
}

interface IntentRequest {
  readonly orderId: string;
  readonly intentId: string;
  readonly key: string;
}

/**
 * A payment provider. A charge takes two calls, so that the intent's id can be stored in between: `open` makes the
 * intent and moves no money, `charge` asks for the money.
 *
 * Promises:
 * - Repeating any call with the same arguments captures and refunds at most once, for ever: an intent captures once.
 * - A result is final. What is not known to be final rejects: `gatewayUnavailable` (it was not executed, or it moves
 *   no money), `outcomeUnknown` (it may have been). Both mean "later", never "declined".
 * - The signal ends the wait, not the payment: an aborted call is unknown.
 */
export interface PaymentGateway {
  readonly name: string;
  /** For a gateway that derives the intent's id from the key: `open` is not called then. */
  readonly intentIdOf?: (key: string) => string;
  open(
    request: ChargeRequest,
    signal: AbortSignal,
  ): Promise<
    { readonly status: 'opened'; readonly intentId: string } | (ChargeResult & { readonly status: 'declined' })
  >;
  charge(request: ChargeRequest & IntentRequest, signal: AbortSignal): Promise<ChargeResult>;
  /**
   * The intent that was made for an order, whatever became of it; the one that captured, if there are several. Undefined:
   * there is none, or it was made within the last hour and is not findable yet.
   */
  search(
    request: { readonly orderId: string; readonly key: string },
    signal: AbortSignal,
  ): Promise<{ readonly intentId: string } | undefined>;
  /** What became of an intent. Open: nothing was captured so far, but may yet be. */
  find(intentId: string, signal: AbortSignal): Promise<ChargeResult | { readonly status: 'open' }>;
  /** Closes the intent, so that it captures nothing any more. Approved: it already had. */
  withdraw(request: IntentRequest, signal: AbortSignal): Promise<ChargeResult>;
  /** Returns the whole of a capture. One that has already been returned is success. */
  refund(request: IntentRequest, signal: AbortSignal): Promise<{ readonly refundId: string }>;
}

/** Why a call came to nothing. Bounded: it is a metric label. */
export const failureReasons = [
  'connection',
  'timeout',
  'server_error',
  'rate_limited',
  'in_progress',
  'undecided',
  'key_conflict',
  'refused',
  'circuit_open',
] as const;
export type FailureReason = (typeof failureReasons)[number];

export const gatewayUnavailable = (reason: FailureReason, cause?: unknown): AppError =>
  new AppError('DEPENDENCY_UNAVAILABLE', `The payment gateway cannot be used now (${reason}).`, {
    cause,
    details: { reason },
  });

export const outcomeUnknown = (reason: FailureReason, cause?: unknown): AppError =>
  new AppError('OUTCOME_UNKNOWN', `The payment gateway did not say what became of the call (${reason}).`, {
    cause,
    details: { reason },
  });

/** Why a gateway call is to be tried again later. Undefined: the error is of another kind, a mistake of ours. */
export const failureReason = (error: unknown): FailureReason | undefined => {
  if (!AppError.is(error)) return undefined;
  const { reason } = error.details ?? {};
  const named = failureReasons.find((each) => each === reason);
  switch (error.code) {
    case 'OUTCOME_UNKNOWN':
      return named ?? 'undecided';
    case 'DEPENDENCY_UNAVAILABLE':
      // The breaker's own refusal names no reason.
      return named ?? 'circuit_open';
    case 'TIMEOUT':
      return 'timeout';
    default:
      return undefined;
  }
};
