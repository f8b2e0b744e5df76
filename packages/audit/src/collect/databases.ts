import { databaseUrl, serviceDatabases } from '@orderflow/local-stack';
import pg from 'pg';
import type { OrderRow, PaymentRow, ReservationRow, StockRow, Witnesses } from '../witnesses.ts';

/** Rows of a page; the next begins after the last key of it. */
const rowsAPage = 5_000;

// A service's own columns under the names of the witnesses. Postgres gives a bigint as text: ::float8 is exact to 2^53.
const ordersPage = `
  select order_id::text as "orderId", customer_id as "customerId", items, total_amount::float8 as total, fingerprint,
    position::float8 as position, reservation, reservation_fingerprint as "reservationFingerprint", payment,
    payment_id as "paymentId", refund_id as "refundId", conflicting_at is not null as conflicting,
    cancel_requested_at is not null as "cancelRequested", deadline_passed_at is not null as "deadlinePassed",
    decision, decision_reason as "decisionReason", coalesce(was_reserved, false) as "wasReserved",
    (extract(epoch from created_at) * 1000)::float8 as "createdAt",
    (extract(epoch from decided_at) * 1000)::float8 as "decidedAt", due_at is not null as due,
    (extract(epoch from now() - deadline_at) * 1000)::float8 as "sinceDeadlineMs"
  from orders where order_id > $1 order by order_id limit ${rowsAPage}`;

const reservationsPage = `
  select order_id as "orderId", state, fingerprint, lines
  from reservations where order_id > $1 order by order_id limit ${rowsAPage}`;

const paymentsPage = `
  select order_id::text as "orderId", amount::float8 as amount, intent_id as "intentId", outcome, refund_id as "refundId",
    due_at is not null as due
  from payments where order_id > $1::uuid order by order_id limit ${rowsAPage}`;

const stockSums = `
  select sku, available::float8 as available, reserved::float8 as reserved, sold::float8 as sold,
    received::float8 as received,
    coalesce((select sum(delta) from stock_adjustments a where a.sku = s.sku and outcome = 'applied'), 0)::float8 as adjusted
  from stock s order by sku`;

const clock = 'select (extract(epoch from now()) * 1000)::float8 as now';

/** Nothing open or to be done: cheap, by the indexes made for it. */
const openOrders = 'select count(*)::int as open from orders where due_at is not null';
const duePayments = 'select count(*)::int as open from payments where due_at is not null';

type Service = (typeof serviceDatabases)[number]['service'];
type Lines = ReadonlyMap<string, number>;
type Raw<Row> = Omit<Row, 'lines'>;

const connected = async <T>(
  adminUrl: string,
  service: Service,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> => {
  const admin = new URL(adminUrl);
  const database = serviceDatabases.find((one) => one.service === service)?.database ?? '';
  // Not as the service: looking must not depend on what a service's role may see.
  const connectionString = databaseUrl(adminUrl, database, admin.username, decodeURIComponent(admin.password));
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000, statement_timeout: 60_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    // One look, whatever goes on meanwhile: stock and reservations are compared.
    await client.query('begin transaction isolation level repeatable read read only');
    return await work(client);
  } finally {
    await client.end();
  }
};

const pages = async <Row extends { readonly orderId: string }>(client: pg.Client, sql: string, first: string) => {
  const rows: Row[] = [];
  for (;;) {
    const page = await client.query<Row>(sql, [rows.at(-1)?.orderId ?? first]);
    for (const row of page.rows) rows.push(row);
    if (page.rows.length < rowsAPage) return rows;
  }
};

interface Item {
  readonly sku: string;
  readonly quantity: number;
}

const addedUp = (items: readonly Item[]): Lines => {
  const lines = new Map<string, number>();
  for (const { sku, quantity } of items) lines.set(sku, (lines.get(sku) ?? 0) + quantity);
  return lines;
};

const nil = '00000000-0000-0000-0000-000000000000';

export type Rows = Pick<Witnesses, 'orders' | 'reservations' | 'payments' | 'stock' | 'lookedAt'>;

export const readRows = async (adminUrl: string): Promise<Rows> => {
  const [orders, payments, inventory] = await Promise.all([
    connected(adminUrl, 'order', async (client) => ({
      rows: await pages<Raw<OrderRow> & { readonly items: readonly Item[] | null }>(client, ordersPage, ''),
      lookedAt: (await client.query<{ now: number }>(clock)).rows[0]?.now ?? Date.now(),
    })),
    connected(adminUrl, 'payment', (client) => pages<PaymentRow>(client, paymentsPage, nil)),
    connected(adminUrl, 'inventory', async (client) => ({
      reservations: await pages<Raw<ReservationRow> & { readonly lines: Readonly<Record<string, number>> | null }>(
        client,
        reservationsPage,
        '',
      ),
      stock: (await client.query<StockRow>(stockSums)).rows,
    })),
  ]);
  return {
    orders: new Map(orders.rows.map(({ items, ...row }) => [row.orderId, { ...row, lines: addedUp(items ?? []) }])),
    payments: new Map(payments.map((row) => [row.orderId, row])),
    reservations: new Map(
      inventory.reservations.map((row) => [row.orderId, { ...row, lines: new Map(Object.entries(row.lines ?? {})) }]),
    ),
    stock: inventory.stock,
    lookedAt: orders.lookedAt,
  };
};

/** Orders and payments with something still to be done. */
export const countDue = async (adminUrl: string): Promise<number> => {
  const count = (sql: string) => async (client: pg.Client) =>
    (await client.query<{ open: number }>(sql)).rows[0]?.open ?? 0;
  const [orders, payments] = await Promise.all([
    connected(adminUrl, 'order', count(openOrders)),
    connected(adminUrl, 'payment', count(duePayments)),
  ]);
  return orders + payments;
};
