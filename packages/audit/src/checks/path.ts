import { type Check, found } from '../violation.ts';
import type { Decision, OrderMessages, OrderRow } from '../witnesses.ts';

const endings = { confirmed: 'orders.confirmed', cancelled: 'orders.cancelled', rejected: 'orders.rejected' } as const;

/** Whether the facts that the reason names are there. */
const cancelledFor = (order: OrderRow): boolean => {
  switch (order.decisionReason) {
    case 'customer_request':
      return order.cancelRequested;
    case 'payment_declined':
      return order.payment === 'declined';
    case 'deadline_passed':
      return order.deadlinePassed;
    case 'conflicting_duplicate':
      return order.conflicting || (order.reservation !== null && order.reservationFingerprint !== order.fingerprint);
    default:
      return false;
  }
};

const restsOnFacts = (order: OrderRow, decision: Decision): boolean => {
  switch (decision) {
    case 'confirmed':
      return order.reservation === 'reserved' && order.payment === 'approved' && order.wasReserved;
    case 'rejected':
      return order.reservation === 'rejected' && !order.wasReserved;
    case 'cancelled':
      return cancelledFor(order) && (!order.wasReserved || order.reservation === 'reserved');
    default:
      return decision satisfies never;
  }
};

function* inLog(order: OrderRow, messages: OrderMessages, ended: boolean) {
  const { orderId, decision } = order;
  const published = Object.values(endings).filter((type) => messages[type]);
  const wanted = decision === null ? [] : [endings[decision]];
  if (published.some((type) => !wanted.some((one) => one === type)) || (ended && published.length === 0)) {
    const sequences = Object.fromEntries(published.map((type) => [type, messages[type]]));
    yield found(`order ${orderId} is ${decision ?? 'open'} and the log says: ${published.join(', ') || 'nothing'}`, {
      orderId,
      ORDERS: sequences,
    });
  }
  const { 'inventory.reserved': reserved, 'inventory.rejected': rejected } = messages;
  if (reserved && rejected) {
    yield found(`order ${orderId} was both reserved and rejected`, { orderId, INVENTORY: { reserved, rejected } });
  }
}

export const path: Check = {
  name: 'path',
  promise: 'each order went a legal path to one end, by its row and by the log',
  *find({ orders, messages, firstOrdersSequence }) {
    for (const order of orders.values()) {
      const { orderId, decision, decisionReason, createdAt, decidedAt } = order;
      if (decision !== null && !restsOnFacts(order, decision)) {
        const { reservation, payment, cancelRequested, deadlinePassed, wasReserved } = order;
        const facts = { reservation, payment, cancelRequested, deadlinePassed, wasReserved };
        const reason = decisionReason ?? '';
        yield found(`order ${orderId} is ${decision} without the facts for it`, { orderId, reason, ...facts });
      }
      if (createdAt !== null && decidedAt !== null && decidedAt < createdAt) {
        yield found(`order ${orderId} ended before it was created`, { orderId, createdAt, decidedAt });
      }
      // The end is published after the beginning: where the log still has the one, it has the other.
      const ended = decision !== null && (order.position ?? 0) >= firstOrdersSequence;
      yield* inLog(order, messages.get(orderId) ?? {}, ended);
    }
  },
};
