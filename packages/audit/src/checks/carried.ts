import { withUnsettled } from '../in-flight.ts';
import { type Check, found } from '../violation.ts';
import type { OrderRow } from '../witnesses.ts';

/** What is still to come of an order, if anything. */
const openIn = ({ decision, payment, refundId }: OrderRow): string | undefined => {
  if (decision === null) return 'is open';
  return decision !== 'confirmed' && payment === 'approved' && refundId === null ? 'owes a refund' : undefined;
};

/**
 * An unacknowledged message or a parked payment is what carries an order on. One that has neither waits for nothing but
 * its deadline, or for a refund that nobody makes: whoever had it in hand has let it fall.
 */
export const carried: Check = {
  name: 'carried',
  promise:
    'each order with something to come is carried on: by a message that is not settled, or a payment that is due',
  judges: 'all',
  *find(witnesses) {
    const unsettled = withUnsettled(witnesses);
    for (const order of witnesses.orders.values()) {
      const open = openIn(order);
      const { orderId, decision, createdAt, reservation, payment } = order;
      if (open === undefined || unsettled.has(orderId) || witnesses.payments.get(orderId)?.due) continue;
      const messages = witnesses.messages.get(orderId) ?? {};
      const evidence = { orderId, decision, createdAt, reservation, payment, messages };
      yield found(`order ${orderId} ${open}, and nothing carries it on`, evidence);
    }
  },
};
