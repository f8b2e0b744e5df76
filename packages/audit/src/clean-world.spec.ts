import type {
  ClientRequest,
  DurableState,
  Letter,
  Movement,
  OrderMessages,
  OrderRow,
  OrderStatus,
  PaymentRow,
  ReservationRow,
  StockRow,
  StreamState,
} from './witnesses.ts';

// A world in which everything holds, and what plants something in it. For the audit's own tests.

const of = <T extends { readonly orderId: string }>(rows: readonly T[]): Map<string, T> =>
  new Map(rows.map((row) => [row.orderId, row]));

export const ordered = (orderId: string, facts: Partial<OrderRow> = {}): OrderRow => ({
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
export const reservation = (orderId: string, state: ReservationRow['state']): ReservationRow => {
  const empty = state === 'tombstone';
  return { orderId, state, fingerprint: empty ? null : 'f1', lines: empty ? new Map() : new Map([['TEA', 2]]) };
};
export const paid = (orderId: string, facts: Partial<PaymentRow> = {}): PaymentRow => ({
  orderId,
  amount: 900,
  intentId: `pi_${orderId}`,
  outcome: 'approved',
  refundId: null,
  due: false,
  ...facts,
});
/** Request n of the client ends before request n + 1 begins. */
let clock = 0;
export const request = (key: string, facts: Partial<ClientRequest> = {}): ClientRequest => {
  clock += 10;
  return {
    kind: 'post',
    customerId: 'ada',
    key,
    fingerprint: 'body',
    status: 202,
    seen: [],
    startedAt: clock,
    endedAt: clock + 5,
    ...facts,
  };
};
export const asked = (
  kind: ClientRequest['kind'],
  orderId: string,
  facts: Partial<ClientRequest> = {},
): ClientRequest => {
  const about = { kind, key: null, fingerprint: '', orderId, location: `/orders/${orderId}?at=1`, status: 200 };
  return { ...request('', about), ...facts };
};
export const accepted = (key: string, orderId: string, position: number) =>
  request(key, { orderId, location: `/orders/${orderId}?at=${position}` });
export const moved = (kind: Movement['kind'], seq: number, amount = 900): Movement => ({ kind, seq, amount });

export const settled = { stream: 'ORDERS', pending: 0, unacked: 0, settledTo: 14 };

/** One order of every kind of life, and what a client saw of them. */
export const clean = () => {
  const cancelled = { decision: 'cancelled', wasReserved: true } as const;
  const noPayment = { payment: null, paymentId: null } as const;
  return {
    history: [
      request('k1', { status: null }),
      accepted('k1', 'sold', 1),
      accepted('k2', 'declined', 2),
      accepted('k3', 'short', 3),
      accepted('k4', 'refunded', 4),
      request('k5', { status: 503 }),
      request('k6', { status: 422 }),
      request('k1', { status: 422, fingerprint: 'another body' }),
      asked('get', 'sold', { status: 202 }),
      asked('get', 'sold', { seen: ['PENDING'] }),
      asked('events', 'sold', { seen: ['PENDING', 'RESERVED', 'CONFIRMED'] }),
      request('k1', { orderId: 'sold', status: 200, seen: ['CONFIRMED'] }),
      asked('get', 'sold', { seen: ['CONFIRMED'] }),
      asked('cancel', 'sold', { status: 409 }),
      // Without the position an order may not be found until it has been seen.
      asked('get', 'declined', { status: 404, location: '/orders/declined' }),
      asked('get', 'declined', { seen: ['RESERVED'] }),
      asked('get', 'declined', { status: 503 }),
      asked('cancel', 'refunded', { status: 202 }),
      asked('get', 'refunded', { seen: ['CANCELLED'] }),
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
      ['refunded', { 'orders.created': [4], 'orders.cancel_requested': [6], 'orders.cancelled': [12] }],
      ['early', { 'orders.created': [5], 'orders.cancelled': [13, 14] }],
    ]),
    firstOrdersSequence: 1,
    streams: [{ stream: 'ORDERS', createdAt: 1, lastSequence: 14, maxAgeMs: 100_000 }],
    durables: [
      { ...settled, durable: 'order-projector', types: ['orders.created', 'orders.cancel_requested'] },
      { ...settled, durable: 'inventory-settler', types: ['orders.confirmed', 'orders.cancelled'] },
    ] as DurableState[],
    deadLetters: [] as Letter[],
    acknowledged: new Set<number | string>(),
    lookedAt: 50_000,
  };
};

export type World = ReturnType<typeof clean>;
export const letter: Letter = {
  sequence: 7,
  durable: 'd',
  messageId: 'm',
  code: 'UNDECODABLE',
  reason: 'no such field',
};

export const change = (world: World, orderId: string, facts: Partial<OrderRow>): void => {
  const order = world.orders.get(orderId);
  if (order) world.orders.set(orderId, { ...order, ...facts });
};
export const seen = (world: World, orderId: string, status: OrderStatus) =>
  world.history.push(asked('get', orderId, { seen: [status] }));
export const stream = (world: World, facts: Partial<StreamState>) => {
  world.streams = world.streams.map((one) => ({ ...one, ...facts }));
};
export const stocked = (world: World, facts: Partial<StockRow>): void => {
  world.stock = world.stock.map((row) => ({ ...row, ...facts }));
};
