import { type Check, found } from '../violation.ts';
import type { OrderRow, PaymentRow, ReservationRow } from '../witnesses.ts';

const sameLines = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean =>
  a.size === b.size && [...a].every(([sku, quantity]) => b.get(sku) === quantity);

/** What the order's row should say of the reservation. Of a tombstone inventory says nothing. */
const told = (row: ReservationRow | undefined): OrderRow['reservation'] => {
  if (!row || row.state === 'tombstone') return null;
  return row.state === 'rejected' ? 'rejected' : 'reserved';
};

function* withInventory(order: OrderRow, row: ReservationRow | undefined) {
  const { orderId, decision } = order;
  const evidence = { orderId, decision, order: order.reservation, inventory: row?.state ?? null };
  if (order.reservation !== told(row)) yield found(`order ${orderId} and inventory disagree on the stock`, evidence);
  if ((decision === 'confirmed') !== (row?.state === 'sold')) {
    yield found(`order ${orderId} is ${decision ?? 'open'}, its goods are ${row?.state ?? 'untouched'}`, evidence);
  }
  if (order.reservation !== null && row && order.reservationFingerprint !== row.fingerprint) {
    yield found(`order ${orderId} and inventory know different requests`, evidence);
  }
  // A reservation for another body under the same key holds other goods; that order was cancelled.
  if (order.reservation === 'reserved' && row && row.fingerprint === order.fingerprint) {
    if (!sameLines(order.lines, row.lines)) {
      const lines = { ordered: Object.fromEntries(order.lines), held: Object.fromEntries(row.lines) };
      yield found(`order ${orderId} reserved other goods than it ordered`, { ...evidence, ...lines });
    }
  }
}

function* withPayment(order: OrderRow, row: PaymentRow | undefined) {
  const { orderId, decision } = order;
  const evidence = { orderId, decision, order: order.payment, payment: row?.outcome ?? null, intent: row?.intentId };
  if (order.payment !== (row?.outcome ?? null)) yield found(`order ${orderId} and payment disagree`, evidence);
  if (row?.outcome !== 'approved') return;
  if (order.payment === 'approved' && order.paymentId !== row.intentId) {
    yield found(`order ${orderId} and payment know different payments`, { ...evidence, paymentId: order.paymentId });
  }
  if (order.total !== null && row.amount !== order.total) {
    yield found(`order ${orderId} was charged ${row.amount} and costs ${order.total}`, evidence);
  }
  if (order.refundId !== row.refundId) {
    const refunds = { orderRefund: order.refundId, paymentRefund: row.refundId };
    yield found(`order ${orderId} and payment disagree on the refund`, { ...evidence, ...refunds });
  }
}

export const agreement: Check = {
  name: 'agreement',
  promise: "each order's facts are those of inventory and payment",
  *find({ orders, reservations, payments }) {
    for (const order of orders.values()) {
      yield* withInventory(order, reservations.get(order.orderId));
      yield* withPayment(order, payments.get(order.orderId));
    }
    for (const { orderId, outcome } of payments.values()) {
      if (!orders.has(orderId)) {
        yield found(`there is a payment for order ${orderId}, which does not exist`, { orderId, outcome });
      }
    }
  },
};
