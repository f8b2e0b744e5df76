import type { PaymentProcessed, PaymentRefunded } from '@orderflow/contracts';
import type { PaymentFacts } from './facts.ts';

/** Everything that the facts oblige us to have said. Built from stored values alone: a repeat says the very same. */
export interface Implied {
  readonly processed?: PaymentProcessed;
  readonly refunded?: PaymentRefunded;
}

export const implied = ({ orderId, requested, intentId, outcome, refund }: PaymentFacts): Implied => {
  if (requested === undefined || outcome === undefined) return {};
  const { amount } = requested;
  const paymentId = intentId ?? '';
  const processed: PaymentProcessed = {
    orderId,
    paymentId,
    status: outcome.status,
    amount,
    reason: outcome.status === 'declined' ? outcome.reason : '',
    processedAt: outcome.at,
  };
  if (refund === undefined) return { processed };
  return { processed, refunded: { orderId, paymentId, refundId: refund.refundId, amount, refundedAt: refund.at } };
};
