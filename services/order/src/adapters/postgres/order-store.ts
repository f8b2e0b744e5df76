import {
  createFold,
  createGroupCommit,
  type Fold,
  type GroupCommit,
  type GroupCommitObserver,
  type Pool,
} from '@orderflow/postgres';
import type { OrderStore, Recorded } from '../../application/ports.ts';
import { record } from '../../domain/decide.ts';
import type { Fact, Facts } from '../../domain/facts.ts';
import { columns, fromRow, type OrderRow } from './order-row.ts';

export interface OrderStoreOptions {
  readonly pool: Pool;
  /** How long an order may stay undecided, from when its row is made. */
  readonly deadlineMs: number;
  readonly observer?: GroupCommitObserver;
}

export interface PostgresOrderStore extends OrderStore {
  /** Finishes the writes that were accepted. The pool stays open. */
  close(): Promise<void>;
}

interface RecordRequest {
  readonly orderId: string;
  readonly fact: Fact;
}

// The deadline is by the clock of Postgres, the same for every replica.
const insertMissing = `
  insert into orders (order_id, deadline_at, due_at)
  select order_id, at, at
  from unnest($1::text[]) as missing (order_id), lateral (select now() + $2::integer * interval '1 millisecond') as deadline (at)
  on conflict do nothing`;

const lockAndRead = `
  select *
  from orders
  where order_id = any($1::text[])
  order by order_id
  for update`;

const columnNames = columns.map(([name]) => name);

/** A refund that was asked for is asked for again after this long, until it is seen. */
const refundRepeat = `interval '30 seconds'`;

// What is due follows from the facts: a deadline while undecided, then a refund until it is seen, then nothing.
const writeBack = `
  update orders as o
  set ${columnNames.map((name) => `${name} = c.${name}`).join(', ')},
    due_at = case
      when c.decision is null then o.due_at
      when c.decision <> 'confirmed' and c.payment = 'approved' and c.refunded_at is null then now() + ${refundRepeat}
    end
  from unnest($1::text[], ${columns.map(([, type], i) => `$${i + 2}::${type}[]`).join(', ')})
    as c (order_id, ${columnNames.join(', ')})
  where o.order_id = c.order_id`;

const foldOf = (deadlineMs: number): Fold<RecordRequest, Facts, Recorded> => ({
  keyOf: ({ orderId }) => orderId,

  load: async (client, orderIds) => {
    // Sent together, run one after the other.
    const [, { rows }] = await Promise.all([
      client.query({ name: 'orders-insert', text: insertMissing, values: [orderIds, deadlineMs] }),
      client.query<OrderRow>({ name: 'orders-lock', text: lockAndRead, values: [orderIds] }),
    ]);
    return new Map(rows.map((row) => [row.order_id, fromRow(row)]));
  },

  apply: (facts, { fact }) => {
    const next = record(facts, fact);
    const ended = facts.decision === undefined && next.decision !== undefined;
    return { state: next, answer: { facts: next, changed: next !== facts, ended } };
  },

  save: async (client, changed) => {
    const all = [...changed.values()];
    const values = columns.map(([, , value]) => all.map(value));
    await client.query({ name: 'orders-write', text: writeBack, values: [[...changed.keys()], ...values] });
  },
});

/** Orders in Postgres. All writes of a process go through one group commit, so no two of its batches meet. */
export const createOrderStore = ({ pool, deadlineMs, observer }: OrderStoreOptions): PostgresOrderStore => {
  const group: GroupCommit<RecordRequest, Recorded> = createGroupCommit({
    name: 'orders',
    pool,
    execute: createFold(foldOf(deadlineMs)),
    ...(observer && { observer }),
  });
  return {
    record: (orderId, fact, signal) => group.submit({ orderId, fact }, signal),
    close: () => group.close(),
  };
};
