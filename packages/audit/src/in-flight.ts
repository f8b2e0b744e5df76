import type { DurableState, OrderMessages, Witnesses } from './witnesses.ts';

/** By event type the sequence up to which every durable that reads it has settled it. */
const settledByType = (durables: readonly DurableState[]): ReadonlyMap<string, number> => {
  const settled = new Map<string, number>();
  for (const { types, settledTo } of durables) {
    for (const type of types) settled.set(type, Math.min(settled.get(type) ?? Number.POSITIVE_INFINITY, settledTo));
  }
  return settled;
};

/**
 * Orders that the system still works on: a message of theirs was not settled when the look began, or something is due.
 * What is in no message and in no row is not in flight but lost.
 */
export const inFlight = ({ durables, messages, orders, payments }: Witnesses): ReadonlySet<string> => {
  const settled = settledByType(durables);
  const unsettled = (of: OrderMessages) =>
    Object.entries(of).some(([type, sequences]) => {
      const to = settled.get(type) ?? Number.POSITIVE_INFINITY;
      return sequences.some((sequence) => sequence > to);
    });

  const open = new Set<string>();
  for (const [orderId, of] of messages) if (unsettled(of)) open.add(orderId);
  for (const { orderId, due } of [...orders.values(), ...payments.values()]) if (due) open.add(orderId);
  return open;
};
