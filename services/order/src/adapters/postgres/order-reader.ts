import { classify, createGroupRead, type Pool } from '@orderflow/postgres';
import type { DueOrder, DueOrders, OrderReader, PageQuery } from '../../application/ports.ts';
import type { Facts } from '../../domain/facts.ts';
import type { Status } from '../../domain/status.ts';
import { fromRow, type OrderRow } from './order-row.ts';

/** How long past its deadline an order may be undecided before it counts as stuck. */
export const stuckAfterSeconds = 60;

const readMany = 'select * from orders where order_id = any($1::text[])';

/** The status is a function of the facts, so the filter is one of the columns. Open orders are in the index of what is due. */
const statusConditions: Readonly<Record<Status, string>> = {
  PENDING: "due_at is not null and decision is null and reservation is distinct from 'reserved'",
  RESERVED: "due_at is not null and decision is null and reservation = 'reserved'",
  CONFIRMED: "decision = 'confirmed'",
  CANCELLED: "decision = 'cancelled'",
  REJECTED: "decision = 'rejected'",
};

// Not those that nobody created: facts of theirs came, and nothing may be decided on them.
const due = `
  select *
  from orders
  where due_at is not null and due_at <= now() and created_at is not null
  order by due_at
  limit $1`;

// Only what is still due: a fact that came meanwhile has set what is due next.
const postpone = `
  update orders
  set due_at = now() + $2::integer * interval '1 millisecond'
  where order_id = any($1::text[]) and due_at <= now()`;

/** The sweeper has had its turn twice by then, and the message it published its time. */
const stuckAfter = `interval '${stuckAfterSeconds} seconds'`;

// Open orders are few and all in the index of what is due.
const counts = `
  select coalesce(reservation = 'reserved', false) as reserved, count(*)::integer as orders,
    extract(epoch from now() - min(created_at))::float8 as oldest_seconds,
    count(*) filter (where deadline_at < now() - ${stuckAfter})::integer as stuck
  from orders
  where due_at is not null and decision is null
  group by 1`;

export interface OpenOrders {
  readonly pending: number;
  readonly reserved: number;
  /** Age of the oldest, 0 when there are none. */
  readonly oldestSeconds: number;
  /** Past their deadline by more than `stuckAfterSeconds`, created or not. */
  readonly stuck: number;
}

/** Everything that reads orders without writing them. */
export interface PostgresOrderReader extends OrderReader, DueOrders {
  openOrders(): Promise<OpenOrders>;
}

export const createOrderReader = (pool: Pool): PostgresOrderReader => {
  const query = async <Row extends object>(name: string, text: string, values: unknown[]): Promise<Row[]> => {
    try {
      return (await pool.query<Row>({ name, text, values })).rows;
    } catch (error) {
      throw classify(error);
    }
  };

  const readThem = async (orderIds: readonly string[]): Promise<readonly (Facts | undefined)[]> => {
    const rows = await query<OrderRow>('orders-read', readMany, [orderIds]);
    const byId = new Map(rows.map((row) => [row.order_id, fromRow(row)]));
    return orderIds.map((orderId) => byId.get(orderId));
  };

  return {
    find: createGroupRead({ read: readThem }),
    page: async (pageQuery) => {
      const { name, text, values } = pageStatement(pageQuery);
      const rows = await query<OrderRow>(name, text, values);
      const orders = rows.slice(0, pageQuery.limit).map(fromRow);
      const last = orders.at(-1);
      const next =
        rows.length > pageQuery.limit && last?.created
          ? { createdAt: last.created.at, orderId: last.orderId }
          : undefined;
      return { orders, next };
    },
    due: async (limit): Promise<readonly DueOrder[]> =>
      (await query<OrderRow>('orders-due', due, [limit])).map((row) => ({
        facts: fromRow(row),
        deadlineAt: row.deadline_at,
      })),
    postpone: async (orderIds, delayMs) => {
      await query('orders-postpone', postpone, [orderIds, delayMs]);
    },
    openOrders: async () => {
      const rows = await query<{ reserved: boolean; orders: number; oldest_seconds: number | null; stuck: number }>(
        'orders-open',
        counts,
        [],
      );
      const of = (reserved: boolean): number => rows.find((row) => row.reserved === reserved)?.orders ?? 0;
      return {
        pending: of(false),
        reserved: of(true),
        oldestSeconds: Math.max(0, ...rows.map((row) => row.oldest_seconds ?? 0)),
        stuck: rows.reduce((sum, { stuck }) => sum + stuck, 0),
      };
    },
  };
};

/** One statement for each combination of filters: few, so each stays prepared. */
const pageStatement = ({ customerId, status, limit, after }: PageQuery) => {
  const conditions = ['created_at is not null'];
  // One more than is asked for tells whether there is a next page.
  const values: unknown[] = [limit + 1];
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  if (customerId !== undefined) conditions.push(`customer_id = ${parameter(customerId)}`);
  if (status !== undefined) conditions.push(statusConditions[status]);
  if (after) {
    const createdAt = parameter(after.createdAt.toISOString());
    conditions.push(`(created_at, order_id) < (${createdAt}::timestamptz, ${parameter(after.orderId)})`);
  }
  const name = ['orders-page', customerId === undefined ? '' : 'customer', status ?? '', after ? 'after' : ''].join(
    '-',
  );
  const text = `select * from orders where ${conditions.join(' and ')} order by created_at desc, order_id desc limit $1`;
  return { name, text, values };
};
