import { describe, expect, it } from 'vitest';
import { audit, checks } from './audit.ts';
import type {
  ClientRequest,
  DurableState,
  Letter,
  Movement,
  OrderMessages,
  OrderRow,
  PaymentRow,
  ReservationRow,
  StockRow,
  Witnesses,
} from './witnesses.ts';

const of = <T extends { readonly orderId: string }>(rows: readonly T[]): Map<string, T> =>
  new Map(rows.map((row) => [row.orderId, row]));

const ordered = (orderId: string, facts: Partial<OrderRow> = {}): OrderRow => ({
  orderId,
  customerId: 'ada',
  lines: new Map([['TEA', 2]]),
  total: 900,
  fingerprint: 'f1',
  createdAt: 1_000,
  position: 1,
  reservation: 'reserved',
  reservationFingerprint: 'f1',
  payment: 'approved',
  paymentId: `pi_${orderId}`,
  refundId: null,
  conflicting: false,
  cancelRequested: false,
  deadlinePassed: false,
  decision: 'confirmed',
  decisionReason: null,
  decidedAt: 2_000,
  wasReserved: true,
  due: false,
  sinceDeadlineMs: 600_000,
  ...facts,
});
const reservation = (orderId: string, state: ReservationRow['state']): ReservationRow => {
  const empty = state === 'tombstone';
  return { orderId, state, fingerprint: empty ? null : 'f1', lines: empty ? new Map() : new Map([['TEA', 2]]) };
};
const paid = (orderId: string, facts: Partial<PaymentRow> = {}): PaymentRow => ({
  orderId,
  amount: 900,
  intentId: `pi_${orderId}`,
  outcome: 'approved',
  refundId: null,
  due: false,
  ...facts,
});
const request = (key: string, facts: Partial<ClientRequest> = {}): ClientRequest => ({
  customerId: 'ada',
  key,
  fingerprint: 'body',
  status: 202,
  ...facts,
});
const moved = (kind: Movement['kind'], seq: number, amount = 900): Movement => ({ kind, seq, amount });

/** One order of every kind of life, and what a client saw of them. */
const clean = () => {
  const cancelled = { decision: 'cancelled', wasReserved: true } as const;
  const noPayment = { payment: null, paymentId: null } as const;
  return {
    history: [
      request('k1', { status: null }),
      request('k1', { orderId: 'sold' }),
      request('k2', { orderId: 'declined' }),
      request('k3', { orderId: 'short' }),
      request('k4', { orderId: 'refunded' }),
      request('k5', { status: 503 }),
      request('k6', { status: 422 }),
      request('k1', { status: 422, fingerprint: 'another body' }),
    ],
    orders: of([
      ordered('sold'),
      ordered('declined', { ...cancelled, payment: 'declined', decisionReason: 'payment_declined' }),
      ordered('short', { ...noPayment, reservation: 'rejected', decision: 'rejected', wasReserved: false }),
      ordered('refunded', {
        ...cancelled,
        decisionReason: 'customer_request',
        cancelRequested: true,
        refundId: 're_1',
      }),
      // Cancelled before its stock was asked for; the client was never told.
      ordered('early', {
        ...noPayment,
        ...cancelled,
        wasReserved: false,
        reservation: null,
        reservationFingerprint: null,
        decisionReason: 'deadline_passed',
        deadlinePassed: true,
      }),
    ]),
    reservations: of([
      reservation('sold', 'sold'),
      reservation('declined', 'released'),
      reservation('short', 'rejected'),
      reservation('refunded', 'released'),
      reservation('early', 'tombstone'),
    ]),
    payments: of([
      paid('sold'),
      paid('declined', { outcome: 'declined' }),
      paid('refunded', { refundId: 're_1' }),
      paid('early', { outcome: null, amount: null, intentId: null }),
    ]),
    stock: [{ sku: 'TEA', available: 8, reserved: 0, sold: 2, received: 10, adjusted: 10 }] as StockRow[],
    ledger: new Map<string, readonly Movement[]>([
      ['sold', [moved('capture', 2)]],
      ['refunded', [moved('capture', 4), moved('refund', 5)]],
    ]),
    messages: new Map<string, OrderMessages>([
      ['sold', { 'orders.created': [1], 'inventory.reserved': [1], 'orders.confirmed': [9] }],
      ['declined', { 'orders.created': [2], 'orders.cancelled': [10] }],
      ['short', { 'orders.created': [3], 'inventory.rejected': [2], 'orders.rejected': [11] }],
      ['refunded', { 'orders.created': [4], 'orders.cancelled': [12] }],
      ['early', { 'orders.created': [5], 'orders.cancelled': [13, 14] }],
    ]),
    firstOrdersSequence: 1,
    durables: [{ durable: 'order-projector', stream: 'ORDERS', pending: 0, unacked: 0 }] as DurableState[],
    deadLetters: [] as Letter[],
    acknowledged: new Set<number>(),
  };
};

type World = ReturnType<typeof clean>;
const letter: Letter = { sequence: 7, durable: 'd', messageId: 'm', code: 'UNDECODABLE', reason: 'no such field' };

const change = (world: World, orderId: string, facts: Partial<OrderRow>): void => {
  const order = world.orders.get(orderId);
  if (order) world.orders.set(orderId, { ...order, ...facts });
};
const stocked = (world: World, facts: Partial<StockRow>): void => {
  world.stock = world.stock.map((row) => ({ ...row, ...facts }));
};

/** What is done to the clean world, and what has to be said of it by which check. */
const planted: readonly [check: string, sentence: RegExp, plant: (world: World) => void][] = [
  ['rest', /1 pending, 2 unacked/, (w) => w.durables.push({ durable: 'd', stream: 'S', pending: 1, unacked: 2 })],
  [
    'rest',
    /d does not exist: nobody reads/,
    (w) => w.durables.push({ durable: 'd', stream: 'S', pending: 0, unacked: 0, missing: true }),
  ],
  [
    'stuck',
    /order sold has not ended, 61 s past its deadline/,
    (w) => change(w, 'sold', { decision: null, sinceDeadlineMs: 61_000 }),
  ],
  [
    'stuck',
    /order sold has facts and nobody created it, 600 s past/,
    (w) => change(w, 'sold', { decision: null, createdAt: null }),
  ],
  ['rest', /order sold has ended and is still due/, (w) => change(w, 'sold', { due: true })],
  ['rest', /payment of order sold is still due/, (w) => w.payments.set('sold', paid('sold', { due: true }))],
  ['accepted', /order sold was accepted and is lost/, (w) => w.orders.delete('sold')],
  ['accepted', /order early is in the log and has no row/, (w) => w.orders.delete('early')],
  ['accepted', /order sold has not ended/, (w) => change(w, 'sold', { decision: null })],
  ['accepted', /order sold has a row and is not in the log/, (w) => w.messages.delete('sold')],
  ['accepted', /without an order/, (w) => w.history.push(request('k9'))],
  ['answered', /k2 of ada led to 2 orders/, (w) => w.history.push(request('k2', { orderId: 'early' }))],
  [
    'answered',
    /k1 of ada was accepted with two bodies/,
    (w) => w.history.push(request('k1', { orderId: 'sold', fingerprint: 'other' })),
  ],
  ['answered', /two keys were given order sold/, (w) => w.history.push(request('k9', { orderId: 'sold' }))],
  [
    'answered',
    /1 orders nobody was told of, and 0 unknown/,
    (w) => w.history.splice(5, 1, request('k5', { status: 400 })),
  ],
  ['answered', /2 orders nobody was told of, and 1 unknown/, (w) => w.orders.set('more', ordered('more'))],
  ['path', /order early is cancelled without the facts/, (w) => change(w, 'early', { deadlinePassed: false })],
  ['path', /order sold is confirmed without the facts/, (w) => change(w, 'sold', { payment: null })],
  ['path', /order sold ended before it was created/, (w) => change(w, 'sold', { decidedAt: 10 })],
  [
    'path',
    /the log says: orders.confirmed, orders.cancelled/,
    (w) => w.messages.set('sold', { 'orders.created': [1], 'orders.confirmed': [9], 'orders.cancelled': [20] }),
  ],
  ['path', /the log says: nothing/, (w) => w.messages.set('sold', { 'orders.created': [1] })],
  [
    'path',
    /both reserved and rejected/,
    (w) => w.messages.set('short', { ...w.messages.get('short'), 'inventory.reserved': [3] }),
  ],
  ['money', /order sold was captured 2 times/, (w) => w.ledger.set('sold', [moved('capture', 2), moved('capture', 3)])],
  ['money', /order sold is confirmed, nets to 0 and should to 900/, (w) => w.ledger.delete('sold')],
  ['money', /order declined is cancelled, nets to 900/, (w) => w.ledger.set('declined', [moved('capture', 8)])],
  ['money', /order ghost is unknown, nets to 5/, (w) => w.ledger.set('ghost', [moved('capture', 8, 5)])],
  ['stock', /TEA: the stock does not add up/, (w) => stocked(w, { available: 9 })],
  ['stock', /TEA is oversold/, (w) => stocked(w, { available: -1 })],
  ['stock', /what the adjustments add up to/, (w) => stocked(w, { adjusted: 11 })],
  ['stock', /what the reservations hold/, (w) => stocked(w, { available: 7, reserved: 1 })],
  ['stock', /what the reservations sold/, (w) => stocked(w, { available: 7, sold: 3 })],
  ['stock', /has no stock/, (w) => void w.stock.pop()],
  [
    'held',
    /declined is cancelled and still holds/,
    (w) => w.reservations.set('declined', reservation('declined', 'reserved')),
  ],
  [
    'held',
    /for order ghost, which does not exist/,
    (w) => w.reservations.set('ghost', reservation('ghost', 'released')),
  ],
  ['agreement', /order sold and inventory disagree/, (w) => w.reservations.delete('sold')],
  [
    'agreement',
    /order sold is confirmed, its goods are released/,
    (w) => w.reservations.set('sold', reservation('sold', 'released')),
  ],
  ['agreement', /know different requests/, (w) => change(w, 'sold', { reservationFingerprint: 'f2' })],
  ['agreement', /order sold reserved other goods/, (w) => change(w, 'sold', { lines: new Map([['TEA', 1]]) })],
  ['agreement', /order sold and payment disagree$/, (w) => w.payments.delete('sold')],
  ['agreement', /know different payments/, (w) => change(w, 'sold', { paymentId: 'pi_other' })],
  ['agreement', /was charged 900 and costs 800/, (w) => change(w, 'sold', { total: 800 })],
  ['agreement', /disagree on the refund/, (w) => change(w, 'refunded', { refundId: null })],
  ['agreement', /payment for order ghost, which does not exist/, (w) => w.payments.set('ghost', paid('ghost'))],
  ['dead letters', /#7 of d is unexplained: UNDECODABLE/, (w) => w.deadLetters.push(letter)],
];

describe('the audit', () => {
  it('does not accuse a clean world', () => {
    expect(audit(clean())).toEqual([]);
  });

  it.each(planted)('by %s says %s', (check, sentence, plant) => {
    const world = clean();
    plant(world);
    const said = audit(world);
    expect(said).toContainEqual(expect.objectContaining({ check, message: expect.stringMatching(sentence) }));
    expect(said.every(({ evidence }) => Object.keys(evidence).length > 0)).toBe(true);
  });

  it('has been shown to find something by every check it has', () => {
    expect(new Set(planted.map(([check]) => check))).toEqual(new Set(checks.map(({ name }) => name)));
  });

  it('takes a dead letter that is accounted for, and a log that no longer reaches back', () => {
    const world = clean();
    world.deadLetters.push(letter);
    world.acknowledged.add(7);
    world.messages.clear();
    expect(audit({ ...world, firstOrdersSequence: 100 })).toEqual([]);
  });

  it('judges money by the rows where the provider keeps no ledger, and nobody by a history that is not there', () => {
    const { ledger: _, history: __, ...rest } = clean();
    const world: Witnesses = { ...rest, ledger: undefined, history: undefined };
    expect(audit(world)).toEqual([]);
    const lost = new Map(world.payments).set('refunded', paid('refunded'));
    expect(audit({ ...world, payments: lost }).map(({ check }) => check)).toContain('money');
  });
});
