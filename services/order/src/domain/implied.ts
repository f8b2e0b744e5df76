import type {
  OrderCancelled,
  OrderConfirmed,
  OrderPaymentRequested,
  OrderRefundRequested,
  OrderRejected,
} from '@orderflow/contracts';
import type { Facts } from './facts.ts';

/** What has to be told. */
export type Implied =
  | { readonly kind: 'payment_requested'; readonly payload: OrderPaymentRequested }
  | { readonly kind: 'confirmed'; readonly payload: OrderConfirmed }
  | { readonly kind: 'rejected'; readonly payload: OrderRejected }
  | { readonly kind: 'cancelled'; readonly payload: OrderCancelled }
  | { readonly kind: 'refund_requested'; readonly payload: OrderRefundRequested };

/**
 * Everything the facts still imply, whichever message came last. Published again after every message about the order,
 * under the same identities: so whatever a dead process did not publish is restored by the next one.
 * Every time in it comes from a fact, so a repeat has the same bytes.
 */
export const implied = (facts: Facts): readonly Implied[] => {
  const ending = impliedByDecision(facts);
  if (!ending) return paymentRequested(facts);
  const refund = refundRequested(facts);
  return refund ? [ending, refund] : [ending];
};

/** An approval on an order that is not confirmed, as long as the money has not been given back. */
export const refundRequested = ({ orderId, decision, payment, refund }: Facts): Implied | undefined => {
  if (!decision || decision.outcome === 'confirmed' || payment?.outcome !== 'approved' || refund) return undefined;
  const requestedAt = new Date(Math.max(decision.at.getTime(), payment.at.getTime()));
  const { paymentId, amount } = payment;
  return { kind: 'refund_requested', payload: { orderId, paymentId, amount, requestedAt } };
};

const paymentRequested = ({ orderId, created, reservation, payment }: Facts): readonly Implied[] => {
  if (!created || reservation?.outcome !== 'reserved' || payment) return [];
  const { totalAmount: amount, paymentToken } = created;
  return [{ kind: 'payment_requested', payload: { orderId, amount, paymentToken, requestedAt: reservation.at } }];
};

const impliedByDecision = ({ orderId, decision, payment }: Facts): Implied | undefined => {
  switch (decision?.outcome) {
    case undefined:
      return undefined;
    case 'confirmed':
      return {
        kind: 'confirmed',
        payload: { orderId, paymentId: payment?.paymentId ?? '', confirmedAt: decision.at },
      };
    case 'rejected':
      return { kind: 'rejected', payload: { orderId, reason: decision.reason, rejectedAt: decision.at } };
    case 'cancelled': {
      const { reason, detail, at: cancelledAt } = decision;
      return { kind: 'cancelled', payload: { orderId, reason, detail, cancelledAt } };
    }
    default:
      return decision satisfies never;
  }
};
