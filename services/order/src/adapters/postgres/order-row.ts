import type { CancelReason, Line, Money, OrderItem } from '@orderflow/contracts';
import type { Acceptance } from '../../application/ports.ts';
import type { Created, Decision, Ending, Facts, Payment, Reservation } from '../../domain/facts.ts';

/** A row of `orders` as the driver hands it over. */
export interface OrderRow {
  readonly order_id: string;
  readonly customer_id: string | null;
  readonly items: readonly OrderItem[] | null;
  /** bigint: the driver gives text, so that no digit is lost. */
  readonly total_amount: string | null;
  readonly currency: string | null;
  readonly payment_token: string | null;
  readonly fingerprint: string | null;
  readonly created_at: Date | null;
  readonly position: string | null;
  readonly reservation: Reservation['outcome'] | null;
  readonly reservation_fingerprint: string | null;
  readonly short: readonly Line[] | null;
  readonly reserved_at: Date | null;
  readonly payment: Payment['outcome'] | null;
  readonly payment_id: string | null;
  readonly payment_amount: string | null;
  readonly payment_currency: string | null;
  readonly payment_reason: string | null;
  readonly paid_at: Date | null;
  readonly refund_id: string | null;
  readonly refunded_at: Date | null;
  readonly conflicting_at: Date | null;
  readonly cancel_requested_at: Date | null;
  readonly deadline_passed_at: Date | null;
  readonly decision: Decision['outcome'] | null;
  readonly decision_reason: string | null;
  readonly decision_detail: string | null;
  readonly decided_at: Date | null;
  readonly was_reserved: boolean | null;
  readonly deadline_at: Date;
}

const money = (amount: string | null, currency: string | null): Money => ({
  amount: Number(amount),
  currency: currency ?? '',
});

export type AcceptanceRow = Pick<
  OrderRow,
  'order_id' | 'total_amount' | 'currency' | 'fingerprint' | 'created_at' | 'position'
>;

export const acceptanceOf = (row: AcceptanceRow): Acceptance | undefined =>
  row.created_at
    ? {
        totalAmount: money(row.total_amount, row.currency),
        fingerprint: row.fingerprint ?? '',
        at: row.created_at,
        position: Number(row.position),
      }
    : undefined;

const createdOf = (row: OrderRow): Created | undefined => {
  const acceptance = acceptanceOf(row);
  return (
    acceptance && {
      ...acceptance,
      customerId: row.customer_id ?? '',
      items: row.items ?? [],
      paymentToken: row.payment_token ?? '',
    }
  );
};

const paymentOf = (row: OrderRow): Payment | undefined =>
  row.payment && row.paid_at
    ? {
        outcome: row.payment,
        paymentId: row.payment_id ?? '',
        amount: money(row.payment_amount, row.payment_currency),
        reason: row.payment_reason ?? '',
        at: row.paid_at,
      }
    : undefined;

const reservationOf = (row: OrderRow): Reservation | undefined =>
  row.reservation && row.reserved_at
    ? {
        outcome: row.reservation,
        fingerprint: row.reservation_fingerprint ?? '',
        short: row.short ?? [],
        at: row.reserved_at,
      }
    : undefined;

/** Only this code writes reasons, from the same union. */
const isCancelReason = (reason: string | null): reason is CancelReason =>
  reason === 'customer_request' ||
  reason === 'payment_declined' ||
  reason === 'deadline_passed' ||
  reason === 'conflicting_duplicate';

const endingOf = ({ decision, decision_reason, decision_detail }: OrderRow): Ending | undefined => {
  switch (decision) {
    case null:
      return undefined;
    case 'confirmed':
      return { outcome: 'confirmed' };
    case 'rejected':
      return { outcome: 'rejected', reason: decision_reason ?? '' };
    case 'cancelled': {
      const reason = isCancelReason(decision_reason) ? decision_reason : 'deadline_passed';
      return { outcome: 'cancelled', reason, detail: decision_detail ?? '' };
    }
    default:
      return decision satisfies never;
  }
};

const decisionOf = (row: OrderRow): Decision | undefined => {
  const ending = endingOf(row);
  return ending && row.decided_at
    ? { ...ending, at: row.decided_at, wasReserved: row.was_reserved ?? false }
    : undefined;
};

export const fromRow = (row: OrderRow): Facts => ({
  orderId: row.order_id,
  created: createdOf(row),
  reservation: reservationOf(row),
  payment: paymentOf(row),
  refund: row.refund_id !== null && row.refunded_at ? { refundId: row.refund_id, at: row.refunded_at } : undefined,
  conflictingAt: row.conflicting_at ?? undefined,
  cancelRequestedAt: row.cancel_requested_at ?? undefined,
  deadlinePassedAt: row.deadline_passed_at ?? undefined,
  decision: decisionOf(row),
});

type Value = string | number | boolean | null;

const time = (date: Date | undefined): string | null => date?.toISOString() ?? null;
const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));

/** A column: its name, its type, its value. */
type Column = readonly [name: string, type: string, value: (facts: Facts) => Value];

/** The columns that one kind of fact fills, and the fact itself: what is the same object has not changed. */
export interface ColumnGroup {
  readonly of: (facts: Facts) => unknown;
  readonly columns: readonly Column[];
}

/** The order itself. */
export const createdGroup: ColumnGroup = {
  of: ({ created }) => created,
  columns: [
    ['customer_id', 'text', ({ created }) => created?.customerId ?? null],
    ['items', 'jsonb', ({ created }) => json(created?.items)],
    ['total_amount', 'bigint', ({ created }) => created?.totalAmount.amount ?? null],
    ['currency', 'text', ({ created }) => created?.totalAmount.currency ?? null],
    ['payment_token', 'text', ({ created }) => created?.paymentToken ?? null],
    ['fingerprint', 'text', ({ created }) => created?.fingerprint ?? null],
    ['created_at', 'timestamptz', ({ created }) => time(created?.at)],
    ['position', 'bigint', ({ created }) => created?.position ?? null],
  ],
};

export const columnGroups: readonly ColumnGroup[] = [
  createdGroup,
  {
    of: ({ reservation }) => reservation,
    columns: [
      ['reservation', 'text', ({ reservation }) => reservation?.outcome ?? null],
      ['reservation_fingerprint', 'text', ({ reservation }) => reservation?.fingerprint ?? null],
      ['short', 'jsonb', ({ reservation }) => (reservation?.outcome === 'rejected' ? json(reservation.short) : null)],
      ['reserved_at', 'timestamptz', ({ reservation }) => time(reservation?.at)],
    ],
  },
  {
    of: ({ payment }) => payment,
    columns: [
      ['payment', 'text', ({ payment }) => payment?.outcome ?? null],
      ['payment_id', 'text', ({ payment }) => payment?.paymentId ?? null],
      ['payment_amount', 'bigint', ({ payment }) => payment?.amount.amount ?? null],
      ['payment_currency', 'text', ({ payment }) => payment?.amount.currency ?? null],
      ['payment_reason', 'text', ({ payment }) => payment?.reason ?? null],
      ['paid_at', 'timestamptz', ({ payment }) => time(payment?.at)],
    ],
  },
  {
    of: ({ refund }) => refund,
    columns: [
      ['refund_id', 'text', ({ refund }) => refund?.refundId ?? null],
      ['refunded_at', 'timestamptz', ({ refund }) => time(refund?.at)],
    ],
  },
  {
    of: ({ conflictingAt }) => conflictingAt,
    columns: [['conflicting_at', 'timestamptz', ({ conflictingAt }) => time(conflictingAt)]],
  },
  {
    of: ({ cancelRequestedAt }) => cancelRequestedAt,
    columns: [['cancel_requested_at', 'timestamptz', ({ cancelRequestedAt }) => time(cancelRequestedAt)]],
  },
  {
    of: ({ deadlinePassedAt }) => deadlinePassedAt,
    columns: [['deadline_passed_at', 'timestamptz', ({ deadlinePassedAt }) => time(deadlinePassedAt)]],
  },
  {
    of: ({ decision }) => decision,
    columns: [
      ['decision', 'text', ({ decision }) => decision?.outcome ?? null],
      [
        'decision_reason',
        'text',
        ({ decision }) => (decision && decision.outcome !== 'confirmed' ? decision.reason : null),
      ],
      ['decision_detail', 'text', ({ decision }) => (decision?.outcome === 'cancelled' ? decision.detail : null)],
      ['decided_at', 'timestamptz', ({ decision }) => time(decision?.at)],
      ['was_reserved', 'boolean', ({ decision }) => decision?.wasReserved ?? null],
    ],
  },
];
