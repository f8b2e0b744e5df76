import { type Check, found } from '../violation.ts';
import type { Movement, Witnesses } from '../witnesses.ts';

const sum = (movements: readonly Movement[], kind: Movement['kind']): number =>
  movements.reduce((total, one) => (one.kind === kind ? total + one.amount : total), 0);

/** What the payments' rows say, where the provider keeps no books. */
const fromRows = ({ payments }: Witnesses): ReadonlyMap<string, readonly Movement[]> => {
  const movements = new Map<string, readonly Movement[]>();
  for (const { orderId, outcome, refundId, amount } of payments.values()) {
    if (outcome !== 'approved') continue;
    const moved = { amount: amount ?? 0, seq: 0 };
    const refunds = refundId === null ? [] : [{ kind: 'refund' as const, ...moved }];
    movements.set(orderId, [{ kind: 'capture', ...moved }, ...refunds]);
  }
  return movements;
};

/** The first movement after which more was kept than one capture, or more given back than taken. */
const wrongBalance = (movements: readonly Movement[]): Movement | undefined => {
  const most = movements.find(({ kind }) => kind === 'capture')?.amount ?? 0;
  let balance = 0;
  return movements.find(({ kind, amount }) => {
    balance += kind === 'capture' ? amount : -amount;
    return balance < 0 || balance > most;
  });
};

export const money: Check = {
  name: 'money',
  promise: 'each order was captured once at most, and nets to its total if confirmed, else to 0',
  *find(witnesses) {
    const { orders, ledger = fromRows(witnesses) } = witnesses;
    for (const orderId of new Set([...orders.keys(), ...ledger.keys()])) {
      const order = orders.get(orderId);
      const movements = ledger.get(orderId) ?? [];
      const captures = movements.filter(({ kind }) => kind === 'capture');
      const evidence = { orderId, decision: order?.decision ?? null, movements };
      if (captures.length > 1) yield found(`order ${orderId} was captured ${captures.length} times`, evidence);
      const wrong = captures.length > 1 ? undefined : wrongBalance(movements);
      if (wrong) {
        yield found(`order ${orderId} was given back more than was taken at #${wrong.seq} of the ledger`, evidence);
      }
      const owed = order?.decision === 'confirmed' ? (order.total ?? 0) : 0;
      const net = sum(movements, 'capture') - sum(movements, 'refund');
      if (net !== owed) {
        const state = order ? (order.decision ?? 'open') : 'unknown';
        yield found(`order ${orderId} is ${state}, nets to ${net} and should to ${owed}`, evidence);
      }
    }
  },
};
