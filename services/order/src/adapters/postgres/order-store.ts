import {
  type Client,
  createFold,
  createGroupCommit,
  type GroupCommit,
  type GroupCommitObserver,
  type Pool,
} from '@orderflow/postgres';
import type { OrderStore, Recorded } from '../../application/ports.ts';
import { record } from '../../domain/decide.ts';
import { type Fact, type Facts, noFacts } from '../../domain/facts.ts';
import { type ColumnGroup, columnGroups, createdGroup, fromRow, type OrderRow } from './order-row.ts';

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

/** `$from::type[], …`: one array a column. */
const arrays = ({ columns }: Pick<ColumnGroup, 'columns'>, from: number): string =>
  columns.map(([, type], i) => `$${from + i}::${type}[]`).join(', ');
const names = ({ columns }: Pick<ColumnGroup, 'columns'>): string => columns.map(([name]) => name).join(', ');

// The deadline is by the clock of Postgres, the same for every replica. A row is made with the order in it when that has
// come, which is usual: so it need not be written twice.
const insertMissing = `
  insert into orders (order_id, deadline_at, due_at, ${names(createdGroup)})
  select order_id, deadline, deadline, ${names(createdGroup)}
  from unnest($1::text[], ${arrays(createdGroup, 3)}) as missing (order_id, ${names(createdGroup)}),
    lateral (select now() + $2::integer * interval '1 millisecond') as by (deadline)
  on conflict do nothing
  returning order_id`;

const lockAndRead = `
  select *
  from orders
  where order_id = any($1::text[])
  order by order_id
  for update`;

/** A locked row: what is written in it, and what its facts are by now. */
interface Row {
  readonly written: Facts;
  readonly facts: Facts;
}

const rowOf = (facts: Facts): Row => ({ written: facts, facts });

/** The rows as they are made for the first body that came for each order. */
const madeFrom = (requests: readonly RecordRequest[]): ReadonlyMap<string, Facts> => {
  const made = new Map<string, Facts>();
  for (const { orderId, fact } of requests) {
    if (fact.kind === 'created' && !made.has(orderId)) made.set(orderId, record(noFacts(orderId), fact));
  }
  return made;
};

const load = async (
  client: Client,
  orderIds: readonly string[],
  requests: readonly RecordRequest[],
  deadlineMs: number,
): Promise<ReadonlyMap<string, Row>> => {
  const created = madeFrom(requests);
  const made = orderIds.map((orderId) => created.get(orderId) ?? noFacts(orderId));
  // Sent together, run one after the other.
  const [inserted, locked] = await Promise.all([
    client.query<{ order_id: string }>({
      name: 'orders-insert',
      text: insertMissing,
      values: [orderIds, deadlineMs, ...createdGroup.columns.map(([, , value]) => made.map(value))],
    }),
    client.query<OrderRow>({ name: 'orders-lock', text: lockAndRead, values: [orderIds] }),
  ]);
  const rows = new Map(locked.rows.map((row) => [row.order_id, rowOf(fromRow(row))]));
  for (const { order_id: orderId } of inserted.rows) rows.set(orderId, rowOf(created.get(orderId) ?? noFacts(orderId)));
  return rows;
};

const apply = (row: Row, fact: Fact): { readonly state: Row; readonly answer: Recorded } => {
  const { written, facts } = row;
  const next = record(facts, fact);
  // The row was made with this very fact in it.
  const made = fact.kind === 'created' && facts.created === fact.created;
  const ended = facts.decision === undefined && next.decision !== undefined;
  return {
    state: next === facts ? row : { written, facts: next },
    answer: { facts: next, changed: made || next !== facts, ended },
  };
};

const save = (client: Client, changed: ReadonlyMap<string, Row>): readonly Promise<unknown>[] => {
  const byGroups = Map.groupBy(changed.values(), changedGroups);
  return [...byGroups].map(([groups, rows]) => {
    const { name, text, columns } = updateOf(groups);
    const all = rows.map(({ facts }) => facts);
    const values = [all.map(({ orderId }) => orderId), ...columns.map(([, , value]) => all.map(value))];
    return client.query({ name, text, values });
  });
};

/** Which groups of columns have to be written: a bit each, in the order of `columnGroups`. */
const changedGroups = ({ written, facts }: Row): number => {
  let groups = 0;
  for (const [i, { of }] of columnGroups.entries()) if (of(written) !== of(facts)) groups |= 1 << i;
  return groups;
};

interface Update {
  readonly name: string;
  readonly text: string;
  readonly columns: ColumnGroup['columns'];
}

const updates = new Map<number, Update>();

/** One statement for each combination of facts that come together: few, and each writes no more than them. */
const updateOf = (groups: number): Update => {
  const known = updates.get(groups);
  if (known) return known;
  const columns = columnGroups.filter((_, i) => groups & (1 << i)).flatMap((group) => group.columns);
  const update = { name: `orders-write-${groups}`, text: updateText(columns), columns };
  updates.set(groups, update);
  return update;
};

/** A refund that was asked for is asked for again after this long, until it is seen. */
const refundRepeat = `interval '30 seconds'`;

const updateText = (columns: ColumnGroup['columns']): string => {
  const written = new Set(columns.map(([name]) => name));
  const now = (column: string): string => (written.has(column) ? `c.${column}` : `o.${column}`);
  // What is due follows from the facts: a deadline while undecided, then a refund until it is seen, then nothing.
  const due = `, due_at = case
      when ${now('decision')} is null then o.due_at
      when ${now('decision')} <> 'confirmed' and ${now('payment')} = 'approved' and ${now('refunded_at')} is null
        then now() + ${refundRepeat}
    end`;
  const changesDue = ['decision', 'payment', 'refunded_at'].some((column) => written.has(column));
  return `
  update orders as o
  set ${columns.map(([name]) => `${name} = c.${name}`).join(', ')}${changesDue ? due : ''}
  from unnest($1::text[], ${arrays({ columns }, 2)}) as c (order_id, ${names({ columns })})
  where o.order_id = c.order_id`;
};

/** Orders in Postgres. All writes of a process go through one group commit, so no two of its batches meet. */
export const createOrderStore = ({ pool, deadlineMs, observer }: OrderStoreOptions): PostgresOrderStore => {
  const group: GroupCommit<RecordRequest, Recorded> = createGroupCommit({
    name: 'orders',
    pool,
    execute: createFold<RecordRequest, Row, Recorded>({
      keyOf: ({ orderId }) => orderId,
      load: (client, orderIds, requests) => load(client, orderIds, requests, deadlineMs),
      apply: (row, { fact }) => apply(row, fact),
      save,
    }),
    ...(observer && { observer }),
  });
  return {
    record: (orderId, fact, signal) => group.submit({ orderId, fact }, signal),
    close: () => group.close(),
  };
};
