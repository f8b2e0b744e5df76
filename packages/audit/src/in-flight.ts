import type { DurableState, OrderMessages, Witnesses } from './witnesses.ts';

/** By event type the sequence up to which every durable that reads it has settled it. */
const settledByType = (durables: readonly DurableState[]): ReadonlyMap<string, number> => {
  const settled = new Map<string, number>();
  for (const { types, settledTo } of durables) {
    for (const type of types) settled.set(type, Math.min(settled.get(type) ?? Number.POSITIVE_INFINITY, settledTo));
  }
  return settled;
};

/** Orders of which a message was not settled by everyone who reads it when the look began. */
export const withUnsettled = ({ durables, messages, orders }: Witnesses): ReadonlySet<string> => {
  const settled = settledByType(durables);
  const unsettled = (of: OrderMessages) =>
    Object.entries(of).some(([type, sequences]) => {
      const to = settled.get(type) ?? Number.POSITIVE_INFINITY;
      return sequences.some((sequence) => sequence > to);
    });

  const found = new Set<string>();
  for (const [orderId, of] of messages) if (unsettled(of)) found.add(orderId);
  // So new that the look at the log does not have it.
  const created = settled.get('orders.created') ?? Number.POSITIVE_INFINITY;
  for (const { orderId, position } of orders.values()) if ((position ?? 0) > created) found.add(orderId);
  return found;
};

/**
 * Orders that the system still works on: a message of theirs was not settled when the look began, or something is due.
 * What is in no message and in no row is not in flight but lost.
 */
export const inFlight = (witnesses: Witnesses): ReadonlySet<string> => {
  const { orders, payments } = witnesses;
  const open = new Set(withUnsettled(witnesses));
  for (const { orderId, due } of [...orders.values(), ...payments.values()]) if (due) open.add(orderId);
  return open;
};
