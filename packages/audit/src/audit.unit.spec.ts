import { describe, expect, it } from 'vitest';
import { audit, checks, isUnderWay } from './audit.ts';
import {
  accepted,
  asked,
  change,
  clean,
  letter,
  moved,
  ordered,
  paid,
  request,
  reservation,
  seen,
  settled,
  stocked,
  stream,
  type World,
} from './clean-world.spec.ts';
import type { Witnesses } from './witnesses.ts';

/** What is done to the clean world, and what has to be said of it by which check. */
const planted: readonly [check: string, sentence: RegExp, plant: (world: World) => void][] = [
  [
    'rest',
    /1 pending, 2 unacked/,
    (w) => w.durables.push({ durable: 'd', stream: 'S', pending: 1, unacked: 2, types: [], settledTo: 0 }),
  ],
  [
    'rest',
    /d does not exist: nobody reads/,
    (w) => w.durables.push({ ...settled, durable: 'd', types: [], settledTo: 0, missing: true }),
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
  // Its deadline is all that it waits for.
  ['carried', /order sold is open, and nothing carries it on/, (w) => change(w, 'sold', { decision: null, due: true })],
  [
    'carried',
    /order refunded owes a refund, and nothing carries it on/,
    (w) => change(w, 'refunded', { refundId: null, due: true }),
  ],
  ['rest', /order sold has ended and is still due/, (w) => change(w, 'sold', { due: true })],
  ['rest', /order sold is on its way/, (w) => change(w, 'sold', { decision: null, due: true })],
  [
    'rest',
    /order early has ended, and not all its messages are settled/,
    (w) => w.messages.set('early', { ...w.messages.get('early'), 'orders.cancelled': [15] }),
  ],
  ['log', /ORDERS is younger than the first order/, (w) => stream(w, { createdAt: 1e9 })],
  ['log', /sold was put at #99 of ORDERS, which ends at #14/, (w) => w.history.push(accepted('k1', 'sold', 99))],
  ['log', /order sold is not at #2 of ORDERS/, (w) => w.history.push(accepted('k1', 'sold', 2))],
  ['log', /order sold at #0 is gone from ORDERS/, (w) => w.history.push(accepted('k1', 'sold', 0))],
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
  ['observed', /sold went back from CONFIRMED to RESERVED/, (w) => seen(w, 'sold', 'RESERVED')],
  ['observed', /declined went back from RESERVED to PENDING/, (w) => seen(w, 'declined', 'PENDING')],
  ['observed', /short was seen RESERVED and is rejected/, (w) => seen(w, 'short', 'RESERVED')],
  ['observed', /declined was seen CONFIRMED and is cancelled/, (w) => seen(w, 'declined', 'CONFIRMED')],
  [
    'observed',
    /refunded was seen CANCELLED and is open/,
    (w) => change(w, 'refunded', { decision: null, decisionReason: null, due: true }),
  ],
  [
    'observed',
    /short was told to go from CONFIRMED to PENDING/,
    (w) => w.history.push(asked('events', 'short', { seen: ['CONFIRMED', 'PENDING'] })),
  ],
  [
    'observed',
    /sold was answered 200 before its end/,
    (w) => w.history.push(request('k1', { orderId: 'sold', status: 200, seen: ['RESERVED'] })),
  ],
  ['observed', /short was not found/, (w) => w.history.push(asked('get', 'short', { status: 404 }))],
  [
    'observed',
    /sold was not found/,
    (w) => w.history.push(asked('get', 'sold', { status: 404, location: '/orders/sold' })),
  ],
  ['observed', /short lies beyond the end/, (w) => w.history.push(asked('cancel', 'short', { status: 400 }))],
  ['cancelled', /refunded was asked .* does not know/, (w) => change(w, 'refunded', { cancelRequested: false })],
  [
    'cancelled',
    /sold could not be cancelled because it had ended, and is open/,
    (w) => change(w, 'sold', { decision: null }),
  ],
  [
    'cancelled',
    /declined was cancelled for its customer, and the log has no such wish/,
    (w) => change(w, 'declined', { cancelRequested: true, decisionReason: 'customer_request' }),
  ],
  ['path', /order early is cancelled without the facts/, (w) => change(w, 'early', { deadlinePassed: false })],
  ['path', /order sold is confirmed without the facts/, (w) => change(w, 'sold', { payment: null })],
  ['path', /order sold ended before it was created/, (w) => change(w, 'sold', { decidedAt: 10 })],
  [
    'path',
    /the log says: orders.confirmed, orders.cancelled/,
    (w) => w.messages.set('sold', { 'orders.created': [1], 'orders.confirmed': [9], 'orders.cancelled': [6] }),
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
  [
    'money',
    /sold was given back more than was taken at #4/,
    (w) => w.ledger.set('sold', [moved('capture', 2), moved('refund', 3), moved('refund', 4)]),
  ],
  [
    'money',
    /refunded was given back more than was taken at #1/,
    (w) => w.ledger.set('refunded', [moved('refund', 1), moved('capture', 2)]),
  ],
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
    expect(audit({ ...world, firstOrdersSequence: 10, lookedAt: 200_000 })).toEqual([]);
  });

  it('takes a dead letter by the id of the message that was not handled', () => {
    const world = clean();
    world.deadLetters.push(letter);
    world.acknowledged.add('m');
    expect(audit(world)).toEqual([]);
  });

  it('says of an order in flight that it is, and accuses it of nothing else', () => {
    const world = clean();
    // Confirmed a moment ago: inventory has not read it yet, and a new one has not been read by anybody.
    world.messages.set('sold', { ...world.messages.get('sold'), 'orders.confirmed': [15] });
    world.reservations.set('sold', reservation('sold', 'reserved'));
    stocked(world, { reserved: 2, sold: 0 });
    world.messages.set('new', { 'orders.created': [16] });
    change(world, 'declined', { decision: null, due: true, sinceDeadlineMs: -1 });
    world.payments.set('declined', paid('declined', { outcome: null, due: true }));
    const said = audit(world);
    expect(said.map(({ evidence }) => evidence.orderId).toSorted()).toEqual(['declined', 'new', 'sold']);
    expect(said.every(isUnderWay)).toBe(true);
  });

  it('judges money by the rows where the provider keeps no ledger, and nobody by a history that is not there', () => {
    const { ledger: _, history: __, ...rest } = clean();
    const world: Witnesses = { ...rest, ledger: undefined, history: undefined };
    expect(audit(world)).toEqual([]);
    const lost = new Map(world.payments).set('refunded', paid('refunded'));
    expect(audit({ ...world, payments: lost }).map(({ check }) => check)).toContain('money');
  });
});
