import fc from 'fast-check';
import { applyChanges, type Command, emptyLedger, fold, type Ledger } from './fold.ts';
import { addUp, type Ending } from './reservation.ts';
import { noStock } from './stock.ts';

// Histories as the log may deliver them: duplicated, shuffled, cut into batches anyhow, with conflicting endings and
// keys used twice. The pure fold and the real store are driven by the same ones.

export const skus = ['apple', 'bread', 'cider'] as const;
const fingerprints = ['a'.repeat(64), 'b'.repeat(64)] as const;
const at = new Date('2026-11-20T12:00:00.000Z');

/** The goods every history starts with: scarce, so that orders compete. */
export const deliveries: readonly Command[] = skus.map((sku) => ({
  kind: 'adjust',
  sku,
  key: 'opening',
  delta: 6,
  reason: 'opening',
  at,
}));

const lines = fc.array(fc.record({ sku: fc.constantFrom(...skus), quantity: fc.integer({ min: 1, max: 5 }) }), {
  minLength: 1,
  maxLength: 4,
});

const ending: fc.Arbitrary<Ending> = fc.constantFrom('confirmed', 'cancelled', 'rejected');

/** All messages about one order: its creation, perhaps under two bodies, and endings, perhaps none, perhaps several. */
const ordersOf = (orderId: string): fc.Arbitrary<Command[]> =>
  fc
    .record({
      bodies: fc.array(fc.record({ lines, fingerprint: fc.constantFrom(...fingerprints) }), {
        minLength: 1,
        maxLength: 2,
      }),
      endings: fc.array(ending, { maxLength: 2 }),
    })
    .map(({ bodies, endings }) => [
      ...bodies.map(
        (body): Command => ({
          kind: 'reserve',
          orderId,
          fingerprint: body.fingerprint,
          quantities: addUp(body.lines),
          at,
        }),
      ),
      ...endings.map((one): Command => ({ kind: 'settle', orderId, ending: one, at })),
    ]);

const adjustment: fc.Arbitrary<Command> = fc.record({
  kind: fc.constant('adjust' as const),
  sku: fc.constantFrom(...skus),
  key: fc.constantFrom('k1', 'k2', 'k3'),
  delta: fc.integer({ min: -4, max: 4 }).filter((delta) => delta !== 0),
  reason: fc.constant('count'),
  at: fc.constant(at),
});

/** `prefix` keeps the orders of one history apart from those of another in the same database. */
export const histories = (prefix = ''): fc.Arbitrary<Command[]> =>
  fc
    .record({
      orders: fc.tuple(...['o1', 'o2', 'o3', 'o4'].map((id) => ordersOf(`${prefix}${id}`))),
      adjustments: fc.array(adjustment, { maxLength: 4 }),
    })
    .map(({ orders, adjustments }) => [...orders.flat(), ...adjustments])
    .chain((messages) =>
      // Each at least once, some more often, in any order.
      fc
        .tuple(fc.constant(messages), fc.array(fc.constantFrom(...messages), { maxLength: 6 }))
        .chain(([once, again]) => fc.shuffledSubarray([...once, ...again], { minLength: once.length + again.length })),
    );

/** Cuts a history into batches; an index beyond the end cuts nothing. */
export const cut = (history: readonly Command[], at: readonly number[]): Command[][] => {
  const bounds = [...new Set([0, ...at.map((index) => index % (history.length + 1)), history.length])].sort(
    (a, b) => a - b,
  );
  return bounds.slice(1).map((end, i) => history.slice(bounds[i], end));
};

export const afterwards = (ledger: Ledger, history: readonly Command[]): Ledger =>
  applyChanges(ledger, fold(ledger, history).changes);

export const opening: Ledger = afterwards(emptyLedger, deliveries);

const sum = (numbers: Iterable<number>): number => {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
};

/** What must hold of any ledger, whatever happened and in whichever order. Empty when it holds. */
export const faultsOf = (ledger: Ledger): string[] => {
  const reservations = [...ledger.reservations.values()];
  const adjustments = [...ledger.adjustments.values()];
  return skus.flatMap((sku) => {
    const { available, reserved, sold, received } = ledger.stock.get(sku) ?? noStock;
    const inState = (state: string) =>
      sum(reservations.map((one) => (one.state === state && 'held' in one ? (one.held.get(sku) ?? 0) : 0)));
    const applied = sum(adjustments.map((one) => (one.sku === sku && one.outcome === 'applied' ? one.delta : 0)));
    const rules: readonly (readonly [boolean, string])[] = [
      [Math.min(available, reserved, sold) >= 0, 'a count is negative'],
      [available + reserved + sold === received, 'available + reserved + sold is not what was received'],
      // The counts are exactly what the reservations and adjustments say: nothing taken, sold or returned twice.
      [reserved === inState('reserved'), 'reserved is not what the reservations hold'],
      [sold === inState('sold'), 'sold is not what the sold reservations held'],
      [received === applied, 'received is not what the adjustments brought'],
    ];
    const counts = JSON.stringify({ available, reserved, sold, received });
    return rules.flatMap(([holds, fault]) => (holds ? [] : [`${sku}: ${fault}: ${counts}`]));
  });
};
