import {
  durables,
  orderCancelled,
  orderPaymentRequested,
  orderRefundRequested,
  paymentProcessed,
  paymentRefunded,
  streamNames,
} from '@orderflow/contracts';
import { type Builder, on, type Projection, type RebuiltTable, type Route } from '@orderflow/rebuild';
import { traceparentHeader } from '@orderflow/telemetry';
import { columns } from './adapters/postgres/payment-row.ts';
import type { Payment } from './domain/change.ts';
import type { Outcome } from './domain/facts.ts';
import { paymentOf, type Retold } from './domain/retell.ts';

/** Notes a fact where none of its kind stands. */
type Note = (orderId: string, fact: Partial<Retold>) => void;

const outcomeOf = (status: Outcome['status'], reason: string, at: Date): Outcome =>
  status === 'approved' ? { status, at } : { status, reason, at };

const routes = (note: Note): readonly Route[] => [
  on(orderPaymentRequested, ({ orderId, amount, paymentToken: token, requestedAt: at }, { header }) => {
    const traceparent = header(traceparentHeader);
    note(orderId, { requested: { amount, token, at }, ...(traceparent !== undefined && { traceparent }) });
  }),
  on(orderCancelled, ({ orderId, cancelledAt }) => note(orderId, { cancelledAt })),
  on(orderRefundRequested, ({ orderId, requestedAt }) => note(orderId, { refundRequestedAt: requestedAt })),
  on(paymentProcessed, ({ orderId, paymentId, status, reason, processedAt }) =>
    note(orderId, {
      outcome: outcomeOf(status, reason, processedAt),
      ...(paymentId !== '' && { intentId: paymentId }),
    }),
  ),
  on(paymentRefunded, ({ orderId, refundId, refundedAt: at }) => note(orderId, { refund: { refundId, at } })),
];

const calledOff = '(present.cancelled_at is not null or present.refund_requested_at is not null)';

/** Called off before its intent was known, a payment was never charged, and never will be. */
const neverCharged = `present.requested_at is not null and present.intent_id is null
  and (present.attempt_key is null or ${calledOff})`;

/** What no message tells: how the work on a payment stands. A row that is there knows more than the log. */
const keep: RebuiltTable['keep'] = [
  { columns: ['attempts', 'failures', 'last_failure'], when: 'true' },
  {
    columns: ['attempt_key', 'first_sent_at'],
    when: 'present.requested_at is not null and (present.attempt_key is not null or rebuilt.outcome is null)',
  },
  {
    columns: ['attempt_retold'],
    when: `present.attempt_retold or present.intent_id is not null or rebuilt.outcome is not null or (${neverCharged})`,
  },
  { columns: ['due_at', 'parked_at', 'leased'], when: `present.due_at is not null or (${neverCharged})` },
  {
    columns: ['traceparent'],
    when: `present.due_at is not null or rebuilt.due_at is null or (${neverCharged})`,
  },
  { columns: ['intent_id'], when: 'rebuilt.intent_id is null' },
  // Known here, and not yet in the log: it is published when the row is gone on with.
  { columns: ['outcome', 'outcome_reason', 'outcome_at'], when: 'rebuilt.outcome is null' },
  { columns: ['refund_id', 'refunded_at'], when: 'rebuilt.refund_id is null' },
];

const tableOf = (payments: readonly Payment[]): RebuiltTable => ({
  name: 'payments',
  key: ['order_id'],
  columns: [['order_id', 'uuid'], ...columns.map(([name, type]) => [name, type] as const)],
  rows: payments.map((payment) => [payment.facts.orderId, ...columns.map(([, , value]) => value(payment))]),
  keep,
});

/** The payments, as the log tells them. The provider is not asked: the service asks it, for each payment left open. */
export const createPaymentProjection = (): Projection => ({
  service: 'payment',
  tableNames: ['payments'],
  streams: [streamNames.orders, streamNames.payments],
  durables: [durables.paymentProcessor],
  begin: (): Builder => {
    const payments = new Map<string, Retold>();
    const note: Note = (orderId, fact) => {
      payments.set(orderId, { orderId, ...fact, ...payments.get(orderId) });
    };
    return {
      routes: routes(note),
      tables: (now) => [tableOf([...payments.values()].map((retold) => paymentOf(retold, now)))],
    };
  },
});
