import {
  classify,
  createFold,
  createGroupCommit,
  type Fold,
  type GroupCommit,
  type GroupCommitObserver,
  type Pool,
} from '@orderflow/postgres';
import type { PaymentStore, StoredPayment } from '../../application/store.ts';
import { applyChange, type Change } from '../../domain/change.ts';
import { columns, fromRow, type PaymentRow } from './payment-row.ts';

export interface PaymentStoreOptions {
  readonly pool: Pool;
  readonly keyWindowMs: number;
  readonly observer?: GroupCommitObserver;
}

export interface PostgresPaymentStore extends PaymentStore {
  /** Finishes the writes that were accepted. The pool stays open. */
  close(): Promise<void>;
}

const insertMissing = `
  insert into payments (order_id)
  select unnest($1::uuid[])
  on conflict do nothing`;

// Its clock is the transaction's: one for the whole batch, the same for every replica.
const lockAndRead = `
  select *, date_trunc('milliseconds', now()) as read_at
  from payments
  where order_id = any($1::uuid[])
  order by order_id
  for update`;

const writeBack = `
  update payments as p
  set ${columns.map(([name]) => `${name} = c.${name}`).join(', ')}
  from unnest($1::uuid[], ${columns.map(([, type], i) => `$${i + 2}::${type}[]`).join(', ')})
    as c (order_id, ${columns.map(([name]) => name).join(', ')})
  where p.order_id = c.order_id`;

const readOne = `select *, date_trunc('milliseconds', now()) as read_at from payments where order_id = $1`;

// Sweepers pass each other's rows by, so none of them waits for another.
const takeDue = `
  with due as (
    select order_id
    from payments
    where due_at is not null and (due_at <= now() or (not leased and parked_at <= $3::timestamptz))
    order by due_at
    limit $1
    for update skip locked
  )
  update payments as p
  set due_at = now() + $2::integer * interval '1 millisecond', leased = true
  from due
  where p.order_id = due.order_id
  returning p.*, date_trunc('milliseconds', now()) as read_at`;

const foldOf = (keyWindowMs: number): Fold<Change, StoredPayment, StoredPayment> => ({
  keyOf: ({ orderId }) => orderId,

  load: async (client, orderIds) => {
    // Sent together, run one after the other.
    const [, { rows }] = await Promise.all([
      client.query({ name: 'payments-insert', text: insertMissing, values: [orderIds] }),
      client.query<PaymentRow>({ name: 'payments-lock', text: lockAndRead, values: [orderIds] }),
    ]);
    return new Map(rows.map((row) => [row.order_id, fromRow(row)]));
  },

  apply: (state, change) => {
    const { readAt } = state;
    const changed = applyChange(state, change, { now: readAt, keyWindowMs });
    const next = changed === state ? state : { ...changed, readAt };
    return { state: next, answer: next };
  },

  save: (client, changed) => {
    const payments = [...changed.values()];
    const values = columns.map(([, , value]) => payments.map(value));
    return [client.query({ name: 'payments-write', text: writeBack, values: [[...changed.keys()], ...values] })];
  },
});

/** Payments in Postgres. All writes of a process go through one group commit, so no two of its batches meet. */
export const createPaymentStore = ({ pool, keyWindowMs, observer }: PaymentStoreOptions): PostgresPaymentStore => {
  const group: GroupCommit<Change, StoredPayment> = createGroupCommit({
    name: 'payments',
    pool,
    execute: createFold(foldOf(keyWindowMs)),
    ...(observer && { observer }),
  });

  const query = async <Row extends object>(name: string, text: string, values: unknown[]): Promise<Row[]> => {
    try {
      return (await pool.query<Row>({ name, text, values })).rows;
    } catch (error) {
      throw classify(error);
    }
  };

  return {
    change: (change, signal) => group.submit(change, signal),
    find: async (orderId) => {
      const [row] = await query<PaymentRow>('payment-read', readOne, [orderId]);
      return row && fromRow(row);
    },
    take: async (limit, leaseMs, parkedBefore) => {
      const rows = await query<PaymentRow>('payments-take', takeDue, [limit, leaseMs, parkedBefore?.toISOString()]);
      return rows.map(fromRow);
    },
    now: async () => {
      const [row] = await query<{ now: Date }>('payments-now', 'select now()', []);
      return row?.now ?? new Date(0);
    },
    countParked: async () => {
      const text = 'select count(*)::integer as parked from payments where due_at is not null';
      const [row] = await query<{ parked: number }>('payments-parked', text, []);
      return row?.parked ?? 0;
    },
    close: () => group.close(),
  };
};
