import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Adjust } from './adjustment.ts';
import { adjustmentId, applyChanges, type Command, emptyLedger, fold, type Ledger } from './fold.ts';
import { deliveries, histories } from './histories.spec.ts';
import { ledgerOf, type Retold, type RetoldOrder, untold } from './retell.ts';

const at = new Date('2026-11-20T12:00:00.000Z');

/** What stands after the commands, and what the log has of them: what was asked, and what was said. */
const lived = (history: readonly Command[]): { ledger: Ledger; log: Retold } => {
  let ledger = emptyLedger;
  const orders = new Map<string, RetoldOrder>();
  const adjustments: Adjust[] = [];
  const refused = new Set<string>();
  const order = (orderId: string): RetoldOrder => orders.get(orderId) ?? untold;
  for (const command of history) {
    const { answers, changes } = fold(ledger, [command]);
    ledger = applyChanges(ledger, changes);
    const [answer] = answers;
    if (command.kind === 'adjust') adjustments.push(command);
    if (answer?.kind === 'adjustment' && answer.adjustment.outcome === 'refused') {
      refused.add(adjustmentId(answer.adjustment));
    }
    if (command.kind === 'settle') {
      const { orderId, ending } = command;
      orders.set(orderId, { ...order(orderId), ended: order(orderId).ended ?? { ending, at } });
    }
    if (command.kind === 'reserve' && answer?.kind === 'reservation') {
      const { orderId, fingerprint, quantities } = command;
      const { reservation } = answer;
      const ordered = new Map([[fingerprint, quantities], ...order(orderId).ordered]);
      const said =
        reservation.state === 'tombstone'
          ? undefined
          : reservation.state === 'rejected'
            ? ({ outcome: 'rejected', fingerprint: reservation.fingerprint, short: reservation.short, at } as const)
            : ({ outcome: 'reserved', fingerprint: reservation.fingerprint, at } as const);
      const decided = order(orderId).decided ?? said;
      orders.set(orderId, { ...order(orderId), ordered, ...(decided && { decided }) });
    }
  }
  return { ledger, log: { orders, adjustments, refused } };
};

const plain = ({ stock, reservations, adjustments }: Ledger) => ({
  stock: Object.fromEntries(stock),
  reservations: Object.fromEntries(reservations),
  adjustments: Object.fromEntries(adjustments),
});

describe('stock that is told again by the log', () => {
  it('is the stock that was, whoever had got the last of it', () => {
    let impossible = 0;
    fc.assert(
      fc.property(histories(), (history) => {
        const { ledger, log } = lived([...deliveries, ...history]);
        // No order is confirmed before it was reserved: such a log has a hole.
        const hole = [...log.orders.values()].some(({ decided, ended }) => !decided && ended?.ending === 'confirmed');
        if (hole) {
          impossible += 1;
          expect(() => ledgerOf(log)).toThrow(/was confirmed and never reserved/);
        } else expect(plain(ledgerOf(log))).toEqual(plain(ledger));
      }),
      { numRuns: 3_000 },
    );
    expect(impossible).toBeLessThan(2_500);
  });

  const adjust = (key: string, delta: number): Adjust => ({ kind: 'adjust', sku: 'tea', key, delta, reason: '', at });

  it('leaves out a write-off that does not fit and was not refused: it has not been decided', () => {
    const log = { orders: new Map(), adjustments: [adjust('in', 5), adjust('out', -9)], refused: new Set<string>() };
    expect(plain(ledgerOf(log))).toMatchObject({ stock: { tea: { available: 5 } }, adjustments: { 'tea:in': {} } });
    expect(ledgerOf(log).adjustments.size).toBe(1);
    const refused = ledgerOf({ ...log, refused: new Set(['tea:out']) });
    expect(refused.adjustments.get('tea:out')).toMatchObject({ outcome: 'refused' });
  });

  it('is refused when more was sold than ever came in', () => {
    const ordered = new Map([['f', new Map([['tea', 3]])]]);
    const decided = { outcome: 'reserved', fingerprint: 'f', at } as const;
    const orders = new Map([['o1', { ordered, decided, ended: { ending: 'confirmed', at } as const }]]);
    const log = { orders, adjustments: [adjust('in', 2)], refused: new Set<string>() };
    expect(() => ledgerOf(log)).toThrow(expect.objectContaining({ code: 'LOG_INCOMPLETE' }));
  });
});
