import { type Check, found } from '../violation.ts';
import type { ReservationRow } from '../witnesses.ts';

const sums = (reservations: Iterable<ReservationRow>, state: ReservationRow['state']): ReadonlyMap<string, number> => {
  const bySku = new Map<string, number>();
  for (const reservation of reservations) {
    if (reservation.state !== state) continue;
    for (const [sku, quantity] of reservation.lines) bySku.set(sku, (bySku.get(sku) ?? 0) + quantity);
  }
  return bySku;
};

export const stock: Check = {
  name: 'stock',
  promise: 'available + reserved + sold = received for each sku, as its reservations and adjustments add up',
  *find({ stock: rows, reservations }) {
    const reserved = sums(reservations.values(), 'reserved');
    const sold = sums(reservations.values(), 'sold');
    for (const row of rows) {
      const { sku } = row;
      const counted = row.available + row.reserved + row.sold;
      if (counted !== row.received) yield found(`${sku}: the stock does not add up`, { ...row, counted });
      if (row.available < 0) yield found(`${sku} is oversold`, { ...row });
      if (row.received !== row.adjusted)
        yield found(`${sku}: received is not what the adjustments add up to`, { ...row });
      if (row.reserved !== (reserved.get(sku) ?? 0)) {
        yield found(`${sku}: reserved is not what the reservations hold`, { ...row, held: reserved.get(sku) ?? 0 });
      }
      if (row.sold !== (sold.get(sku) ?? 0)) {
        yield found(`${sku}: sold is not what the reservations sold`, { ...row, settled: sold.get(sku) ?? 0 });
      }
    }
    const known = new Set(rows.map(({ sku }) => sku));
    for (const sku of new Set([...reserved.keys(), ...sold.keys()])) {
      if (!known.has(sku)) yield found(`${sku} is held by reservations and has no stock`, { sku });
    }
  },
};

/** Goods that nobody waits for any more. */
export const held: Check = {
  name: 'held',
  promise: 'no order that has ended holds a reservation',
  *find({ orders, reservations }) {
    for (const { orderId, state, lines } of reservations.values()) {
      const order = orders.get(orderId);
      const evidence = { orderId, state, decision: order?.decision ?? null, lines: Object.fromEntries(lines) };
      if (!order) yield found(`there is a reservation for order ${orderId}, which does not exist`, evidence);
      else if (state === 'reserved' && order.decision !== null) {
        yield found(`order ${orderId} is ${order.decision} and still holds its reservation`, evidence);
      }
    }
  },
};
