import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChanges, type Command, emptyLedger, fold, type Ledger } from './fold.ts';
import { afterwards, cut, deliveries, faultsOf, histories, opening, skus } from './histories.spec.ts';
import type { Reservation } from './reservation.ts';

const runs = { numRuns: 10_000 };
const timeoutMs = 60_000;

/** The state of each order after a history, by order id. */
const statesOf = (ledger: Ledger) => new Map([...ledger.reservations].map(([id, { state }]) => [id, state]));

describe('any history, duplicated and shuffled', { timeout: timeoutMs }, () => {
  it('keeps every unit accounted for after each command', () => {
    fc.assert(
      fc.property(histories(), (history) => {
        let ledger = opening;
        for (const command of history) {
          ledger = afterwards(ledger, [command]);
          const faults = faultsOf(ledger);
          // An assertion of the test runner costs more than the whole fold: only a failure makes one.
          if (faults.length > 0) expect(faults).toEqual([]);
        }
      }),
      runs,
    );
  });

  it('comes to the same in any cut into batches', () => {
    fc.assert(
      fc.property(histories(), fc.array(fc.nat()), (history, cuts) => {
        const batches = cut(history, cuts);
        let ledger = opening;
        const answers = batches.flatMap((batch) => {
          const folded = fold(ledger, batch);
          ledger = applyChanges(ledger, folded.changes);
          return folded.answers;
        });
        const whole = fold(opening, history);
        expect(answers).toEqual(whole.answers);
        expect(ledger).toEqual(applyChanges(opening, whole.changes));
      }),
      runs,
    );
  });

  it('absorbs its own repetition, in whatever order it comes again', () => {
    fc.assert(
      fc.property(
        histories().chain((history) =>
          fc.tuple(fc.constant(history), fc.shuffledSubarray(history, { minLength: history.length })),
        ),
        ([history, again]) => {
          const ledger = afterwards(opening, history);
          const repeated = fold(ledger, again);
          expect(repeated.answers.map(({ changed }) => changed)).toEqual(again.map(() => false));
          expect(repeated.changes).toEqual(emptyLedger);
        },
      ),
      runs,
    );
  });

  it('answers a repeated command with what was decided the first time', () => {
    fc.assert(
      fc.property(histories(), (history) => {
        const decided = new Map<string, unknown>();
        const essence = (reservation: Reservation) =>
          'held' in reservation ? { ...reservation, state: 'reserved' } : reservation;
        fold(opening, history).answers.forEach((answer, i) => {
          const command = history[i]!;
          if (command.kind === 'adjust' || answer.kind !== 'reservation') return;
          const known = decided.get(command.orderId);
          if (known) expect(essence(answer.reservation)).toEqual(known);
          decided.set(command.orderId, essence(answer.reservation));
        });
      }),
      runs,
    );
  });

  it('leaves an order that ended holding nothing, and sells only what was confirmed', () => {
    fc.assert(
      fc.property(histories(), (history) => {
        const states = statesOf(afterwards(opening, history));
        const endings = (orderId: string) =>
          history.flatMap((one) => (one.kind === 'settle' && one.orderId === orderId ? [one.ending] : []));
        for (const [orderId, state] of states) {
          const ended = endings(orderId);
          if (ended.length > 0) expect(state).not.toBe('reserved');
          if (ended.length > 0 && !ended.includes('confirmed'))
            expect(['released', 'rejected', 'tombstone']).toContain(state);
          if (!ended.includes('cancelled') && !ended.includes('rejected')) expect(state).not.toBe('released');
        }
      }),
      runs,
    );
  });

  it('returns every unit when every order is cancelled, wherever the cancel arrives', () => {
    const cancelled = histories().map((history) =>
      history.map((one): Command => (one.kind === 'settle' ? { ...one, ending: 'cancelled' } : one)),
    );
    fc.assert(
      fc.property(cancelled, (history) => {
        const orderIds = new Set(history.flatMap((one) => (one.kind === 'adjust' ? [] : [one.orderId])));
        const cancels = [...orderIds].map(
          (orderId): Command => ({
            kind: 'settle',
            orderId,
            ending: 'cancelled',
            at: new Date(0),
          }),
        );
        const ledger = afterwards(opening, [...history, ...cancels]);
        for (const sku of skus) {
          const stock = ledger.stock.get(sku)!;
          expect([stock.reserved, stock.sold]).toEqual([0, 0]);
          expect(stock.available).toBe(stock.received);
        }
      }),
      runs,
    );
  });

  it('decides an adjustment once for its key, and never below nothing', () => {
    fc.assert(
      fc.property(histories(), (history) => {
        const ledger = afterwards(opening, history);
        for (const command of history) {
          if (command.kind !== 'adjust') continue;
          const standing = ledger.adjustments.get(`${command.sku}:${command.key}`);
          const first = history.find(
            (one) => one.kind === 'adjust' && one.sku === command.sku && one.key === command.key,
          );
          expect(standing).toMatchObject({ delta: (first as typeof command).delta });
        }
      }),
      runs,
    );
  });
});

describe('one order at a time', () => {
  const at = new Date('2026-11-20T12:00:00.000Z');
  const fingerprint = 'a'.repeat(64);
  const reserve = (orderId: string, quantities: Record<string, number>): Command => ({
    kind: 'reserve',
    orderId,
    fingerprint,
    quantities: new Map(Object.entries(quantities)),
    at,
  });
  const settle = (orderId: string, ending: 'confirmed' | 'cancelled' | 'rejected'): Command => ({
    kind: 'settle',
    orderId,
    ending,
    at,
  });
  const stateAfter = (...history: Command[]) => afterwards(opening, history);
  const apples = (ledger: Ledger) => ledger.stock.get('apple');

  it('takes all skus or none', () => {
    const ledger = stateAfter(reserve('o', { apple: 1, bread: 7 }));
    expect(ledger.reservations.get('o')).toEqual({
      state: 'rejected',
      fingerprint,
      short: new Map([['bread', 7]]),
      decidedAt: at,
    });
    expect(ledger.stock).toEqual(opening.stock);
  });

  it('is short of a sku that never came in', () => {
    const ledger = stateAfter(reserve('o', { unheard: 1 }));
    expect(ledger.reservations.get('o')).toMatchObject({ state: 'rejected', short: new Map([['unheard', 1]]) });
  });

  it('holds, then sells', () => {
    expect(apples(stateAfter(reserve('o', { apple: 2 })))).toEqual({ available: 4, reserved: 2, sold: 0, received: 6 });
    const sold = stateAfter(reserve('o', { apple: 2 }), settle('o', 'confirmed'));
    expect(apples(sold)).toEqual({ available: 4, reserved: 0, sold: 2, received: 6 });
  });

  it('gives back once, however often it is cancelled', () => {
    const ledger = stateAfter(reserve('o', { apple: 2 }), settle('o', 'cancelled'), settle('o', 'cancelled'));
    expect(apples(ledger)).toEqual({ available: 6, reserved: 0, sold: 0, received: 6 });
  });

  it('takes nothing for an order whose cancel came first', () => {
    const ledger = stateAfter(settle('o', 'cancelled'), reserve('o', { apple: 2 }));
    expect(ledger.reservations.get('o')).toEqual({ state: 'tombstone', decidedAt: at });
    expect(apples(ledger)).toEqual(apples(opening));
  });

  it('leaves a later order what an earlier one in the same batch gave back', () => {
    const ledger = stateAfter(reserve('a', { apple: 6 }), settle('a', 'cancelled'), reserve('b', { apple: 6 }));
    expect(statesOf(ledger)).toEqual(new Map([['a', 'released'], ['b', 'reserved']])); // biome-ignore format: pairs
  });

  it('does not sell again, nor give back, what was sold', () => {
    const ledger = stateAfter(
      reserve('o', { apple: 2 }),
      settle('o', 'confirmed'),
      settle('o', 'confirmed'),
      settle('o', 'cancelled'),
    );
    expect(apples(ledger)).toEqual({ available: 4, reserved: 0, sold: 2, received: 6 });
  });
});

describe('an adjustment', () => {
  const at = new Date('2026-11-20T12:00:00.000Z');
  const adjust = (key: string, delta: number): Command => ({
    kind: 'adjust',
    sku: 'apple',
    key,
    delta,
    reason: 'r',
    at,
  });
  const outcomeOf = (history: Command[], key: string) =>
    afterwards(opening, history).adjustments.get(`apple:${key}`)?.outcome;

  it('that would write off more than is available is refused and keeps its key', () => {
    const history = [adjust('a', -7), adjust('b', 10), adjust('a', -7)];
    expect(outcomeOf(history, 'a')).toBe('refused');
    expect(afterwards(opening, history).stock.get('apple')?.available).toBe(16);
  });

  it('does not write off what is reserved', () => {
    const held: Command = { kind: 'reserve', orderId: 'o', fingerprint: '', quantities: new Map([['apple', 5]]), at };
    expect(outcomeOf([held, adjust('a', -2)], 'a')).toBe('refused');
    expect(outcomeOf([held, adjust('a', -1)], 'a')).toBe('applied');
  });

  it('keeps the first of two bodies under one key', () => {
    const ledger = afterwards(opening, [adjust('a', 1), adjust('a', 5)]);
    expect(ledger.stock.get('apple')?.available).toBe(7);
  });

  it('beyond what a number counts exactly is refused', () => {
    expect(outcomeOf([adjust('a', Number.MAX_SAFE_INTEGER)], 'a')).toBe('refused');
  });

  it('makes the stock of a sku that had none', () => {
    const ledger = afterwards(emptyLedger, deliveries);
    expect(ledger.stock.get('apple')).toEqual({ available: 6, reserved: 0, sold: 0, received: 6 });
  });
});
