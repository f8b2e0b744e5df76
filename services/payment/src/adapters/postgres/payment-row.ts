import type { Payment } from '../../domain/change.ts';
import type { Outcome, PaymentFacts } from '../../domain/facts.ts';

/** A row of `payments` as the driver hands it over, with the database's clock of the reading. */
export interface PaymentRow {
  readonly order_id: string;
  /** bigint: the driver gives text, so that no digit is lost. */
  readonly amount: string | null;
  readonly currency: string | null;
  readonly payment_token: string | null;
  readonly requested_at: Date | null;
  readonly attempt_key: string | null;
  readonly first_sent_at: Date | null;
  readonly attempt_retold: boolean;
  readonly intent_id: string | null;
  readonly outcome: 'approved' | 'declined' | null;
  readonly outcome_reason: string | null;
  readonly outcome_at: Date | null;
  readonly cancelled_at: Date | null;
  readonly refund_requested_at: Date | null;
  readonly refund_id: string | null;
  readonly refunded_at: Date | null;
  readonly attempts: number;
  readonly failures: number;
  readonly last_failure: string;
  readonly due_at: Date | null;
  readonly parked_at: Date | null;
  readonly leased: boolean;
  readonly traceparent: string | null;
  readonly read_at: Date;
}

const outcomeOf = (row: PaymentRow): Outcome | undefined => {
  if (row.outcome === null || row.outcome_at === null) return undefined;
  if (row.outcome === 'approved') return { status: 'approved', at: row.outcome_at };
  return { status: 'declined', reason: row.outcome_reason ?? '', at: row.outcome_at };
};

const requestOf = (row: PaymentRow): PaymentFacts['requested'] => {
  const { amount, currency, payment_token: token, requested_at: at } = row;
  if (amount === null || currency === null || token === null || at === null) return undefined;
  return { amount: { amount: Number(amount), currency }, token, at };
};

const factsOf = (row: PaymentRow): PaymentFacts => {
  const requested = requestOf(row);
  const outcome = outcomeOf(row);
  const { attempt_key: key, first_sent_at: firstSentAt, refund_id: refundId, refunded_at: refundedAt } = row;
  return {
    orderId: row.order_id,
    ...(requested && { requested }),
    ...(key !== null &&
      firstSentAt !== null && { attempt: { key, firstSentAt, ...(row.attempt_retold && { retold: true as const }) } }),
    ...(row.intent_id !== null && { intentId: row.intent_id }),
    ...(outcome && { outcome }),
    ...(row.cancelled_at && { cancelledAt: row.cancelled_at }),
    ...(row.refund_requested_at && { refundRequestedAt: row.refund_requested_at }),
    ...(refundId !== null && refundedAt !== null && { refund: { refundId, at: refundedAt } }),
  };
};

export const fromRow = (row: PaymentRow): Payment & { readonly readAt: Date } => ({
  facts: factsOf(row),
  work: {
    attempts: row.attempts,
    failures: row.failures,
    lastFailure: row.last_failure,
    leased: row.leased,
    ...(row.due_at && { dueAt: row.due_at }),
    ...(row.parked_at && { parkedAt: row.parked_at }),
    ...(row.traceparent !== null && { traceparent: row.traceparent }),
  },
  readAt: row.read_at,
});

const time = (date: Date | undefined): string | null => date?.toISOString() ?? null;

type Value = string | number | boolean | null;

/** Each column but the key: its name, its type, its value. The order is that of the parameters. */
export const columns: ReadonlyArray<readonly [name: string, type: string, value: (payment: Payment) => Value]> = [
  ['amount', 'bigint', ({ facts }) => facts.requested?.amount.amount ?? null],
  ['currency', 'text', ({ facts }) => facts.requested?.amount.currency ?? null],
  ['payment_token', 'text', ({ facts }) => facts.requested?.token ?? null],
  ['requested_at', 'timestamptz', ({ facts }) => time(facts.requested?.at)],
  ['attempt_key', 'text', ({ facts }) => facts.attempt?.key ?? null],
  ['first_sent_at', 'timestamptz', ({ facts }) => time(facts.attempt?.firstSentAt)],
  ['attempt_retold', 'boolean', ({ facts }) => facts.attempt?.retold ?? false],
  ['intent_id', 'text', ({ facts }) => facts.intentId ?? null],
  ['outcome', 'text', ({ facts }) => facts.outcome?.status ?? null],
  ['outcome_reason', 'text', ({ facts }) => (facts.outcome?.status === 'declined' ? facts.outcome.reason : null)],
  ['outcome_at', 'timestamptz', ({ facts }) => time(facts.outcome?.at)],
  ['cancelled_at', 'timestamptz', ({ facts }) => time(facts.cancelledAt)],
  ['refund_requested_at', 'timestamptz', ({ facts }) => time(facts.refundRequestedAt)],
  ['refund_id', 'text', ({ facts }) => facts.refund?.refundId ?? null],
  ['refunded_at', 'timestamptz', ({ facts }) => time(facts.refund?.at)],
  ['attempts', 'integer', ({ work }) => work.attempts],
  ['failures', 'integer', ({ work }) => work.failures],
  ['last_failure', 'text', ({ work }) => work.lastFailure],
  ['due_at', 'timestamptz', ({ work }) => time(work.dueAt)],
  ['parked_at', 'timestamptz', ({ work }) => time(work.parkedAt)],
  ['leased', 'boolean', ({ work }) => work.leased],
  ['traceparent', 'text', ({ work }) => work.traceparent ?? null],
];
