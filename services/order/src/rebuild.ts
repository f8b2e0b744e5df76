import {
  durables,
  inventoryRejected,
  inventoryReserved,
  orderCancelled,
  orderCancelRequested,
  orderConfirmed,
  orderCreated,
  orderDeadlinePassed,
  orderPaymentRequested,
  orderRejected,
  paymentProcessed,
  paymentRefunded,
  streamNames,
} from '@orderflow/contracts';
import { type Builder, on, type Projection, type RebuiltTable, type Route, type Value } from '@orderflow/rebuild';
import { columnGroups } from './adapters/postgres/order-row.ts';
import { createdOf } from './application/created.ts';
import { configSchema } from './config.ts';
import type { Fact, Facts } from './domain/facts.ts';
import { refundRequested } from './domain/implied.ts';
import { factsOf, type Retold, retell, type ToldEnding, untold } from './domain/retell.ts';

/** What the rebuild reads of the service's configuration. */
export const deadlineConfig = { ORDER_DEADLINE_SECONDS: configSchema.ORDER_DEADLINE_SECONDS } as const;

export interface OrderProjectionOptions {
  /** A deadline lies in no event: an order that is still open is given this long anew. */
  readonly deadlineMs: number;
}

interface Telling {
  fact(orderId: string, fact: Fact): void;
  ending(orderId: string, ending: ToldEnding): void;
  paymentRequested(orderId: string): void;
}

const decisions = (tell: Telling): readonly Route[] => [
  on(orderPaymentRequested, ({ orderId }) => tell.paymentRequested(orderId)),
  on(orderConfirmed, ({ orderId, confirmedAt: at }) => tell.ending(orderId, { outcome: 'confirmed', at })),
  on(orderRejected, ({ orderId, reason, rejectedAt: at }) => tell.ending(orderId, { outcome: 'rejected', reason, at })),
  on(orderCancelled, ({ orderId, reason, detail, cancelledAt: at }) =>
    tell.ending(orderId, { outcome: 'cancelled', reason, detail, at }),
  ),
];

/** The same facts as those that `subscribeOrder` records. */
const facts = (tell: Telling): readonly Route[] => [
  on(orderCreated, (payload, { sequence }) =>
    tell.fact(payload.orderId, { kind: 'created', created: createdOf(payload, sequence) }),
  ),
  on(orderCancelRequested, ({ orderId, requestedAt: at }) => tell.fact(orderId, { kind: 'cancel_requested', at })),
  on(orderDeadlinePassed, ({ orderId, passedAt: at }) => tell.fact(orderId, { kind: 'deadline_passed', at })),
  on(inventoryReserved, ({ orderId, fingerprint, reservedAt: at }) =>
    tell.fact(orderId, { kind: 'reservation', reservation: { outcome: 'reserved', fingerprint, short: [], at } }),
  ),
  on(inventoryRejected, ({ orderId, fingerprint, short, rejectedAt: at }) =>
    tell.fact(orderId, { kind: 'reservation', reservation: { outcome: 'rejected', fingerprint, short, at } }),
  ),
  on(paymentProcessed, ({ orderId, paymentId, status: outcome, amount, reason, processedAt: at }) =>
    tell.fact(orderId, { kind: 'payment', payment: { outcome, paymentId, amount, reason, at } }),
  ),
  on(paymentRefunded, ({ orderId, refundId, refundedAt: at }) =>
    tell.fact(orderId, { kind: 'refund', refund: { refundId, at } }),
  ),
];

const factColumns = columnGroups.flatMap(({ columns }) => columns);

const timesOf = (order: Facts, now: Date, deadlineMs: number): readonly [deadlineAt: Value, dueAt: Value] => {
  const { created, decision, deadlinePassedAt } = order;
  const from = decision && created ? created.at : now;
  const deadlineAt = (deadlinePassedAt ?? new Date(from.getTime() + deadlineMs)).toISOString();
  if (!decision) return [deadlineAt, deadlineAt];
  return [deadlineAt, refundRequested(order) ? now.toISOString() : null];
};

const tableOf = (orders: Iterable<Facts>, now: Date, deadlineMs: number): RebuiltTable => ({
  name: 'orders',
  key: ['order_id'],
  columns: [
    ['order_id', 'text'],
    ...factColumns.map(([name, type]) => [name, type] as const),
    ['deadline_at', 'timestamptz'],
    ['due_at', 'timestamptz'],
  ],
  rows: [...orders].map((order) => [
    order.orderId,
    ...factColumns.map(([, , value]) => value(order)),
    ...timesOf(order, now, deadlineMs),
  ]),
  // By the clock of Postgres when the row was made; and what the log shows only in part, see `factsOf`.
  keep: [
    { columns: ['deadline_at'], when: 'true' },
    { columns: ['due_at'], when: '(rebuilt.due_at is null) = (present.due_at is null)' },
    { columns: ['was_reserved'], when: 'rebuilt.decision = present.decision' },
  ],
});

/**
 * The orders, as the log tells them. ORDERS is read first: the decisions lie there, and are taken as they were made.
 * Prices need no rebuilding: the catalogue is a bucket of the log itself, followed from its beginning at each start.
 */
export const createOrderProjection = ({ deadlineMs }: OrderProjectionOptions): Projection => ({
  service: 'order',
  tableNames: ['orders'],
  streams: [streamNames.orders, streamNames.inventory, streamNames.payments],
  durables: [durables.orderProjector, durables.orderInventoryListener, durables.orderPaymentListener],
  begin: (): Builder => {
    const orders = new Map<string, Retold>();
    const change = (orderId: string, by: (retold: Retold) => Retold): void => {
      orders.set(orderId, by(orders.get(orderId) ?? untold(orderId)));
    };
    const tell: Telling = {
      fact: (orderId, fact) => change(orderId, (retold) => retell(retold, fact)),
      ending: (orderId, ending) => change(orderId, (retold) => (retold.ending ? retold : { ...retold, ending })),
      paymentRequested: (orderId) => change(orderId, (retold) => ({ ...retold, paymentRequested: true })),
    };
    return {
      routes: [...facts(tell), ...decisions(tell)],
      tables: (now) => [tableOf([...orders.values()].map(factsOf), now, deadlineMs)],
    };
  },
});
