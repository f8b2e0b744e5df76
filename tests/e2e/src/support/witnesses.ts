import { jetstreamManager } from '@nats-io/jetstream';
import { createTopology } from '@orderflow/contracts';
import { connectNats } from '@orderflow/eventbus/jetstream';
import { type TestStack, waitFor } from '@orderflow/testkit';
import pg from 'pg';
import type { AcceptedOrder, Json } from './shop.ts';

// What is asked about the truth: not the services, but the log, the databases and the provider's ledger.

const query = async (url: string, text: string, values: unknown[] = []): Promise<Json[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Json>(text, values)).rows;
  } finally {
    await client.end();
  }
};

/** Messages of all durables that are not settled, and the dead letters. */
export const logState = async (stack: TestStack): Promise<{ unsettled: number; deadLetters: number }> => {
  const connection = await connectNats({ servers: stack.natsAdminUrl, name: 'witness' });
  try {
    const manager = await jetstreamManager(connection);
    let unsettled = 0;
    for (const { name, stream } of createTopology().durables) {
      const { num_pending, num_ack_pending } = await manager.consumers.info(stream, name);
      unsettled += num_pending + num_ack_pending;
    }
    const { state } = await manager.streams.info(createTopology().deadLetterStream);
    return { unsettled, deadLetters: state.messages };
  } finally {
    await connection.close();
  }
};

/** Delivered to a service and not settled, over its durables. */
export const ackPending = async (stack: TestStack, service: string): Promise<number> => {
  const connection = await connectNats({ servers: stack.natsAdminUrl, name: 'witness' });
  try {
    const manager = await jetstreamManager(connection);
    let pending = 0;
    for (const { name, stream } of createTopology().durables) {
      if (name.startsWith(service)) pending += (await manager.consumers.info(stream, name)).num_ack_pending;
    }
    return pending;
  } finally {
    await connection.close();
  }
};

export interface OrderTruth {
  readonly orderId: string;
  readonly decision: string | null;
  readonly total: number;
  readonly captures: number;
  readonly captured: number;
  readonly refunded: number;
}

interface LedgerLine {
  readonly kind: string;
  readonly order: string;
  readonly amount: number;
}

const ledgerOf = async (stack: TestStack): Promise<readonly LedgerLine[]> => {
  const response = await fetch(`${stack.urls.psp}/_ledger?limit=100000`);
  const { entries } = (await response.json()) as { entries: readonly Json[] };
  return entries.map((entry) => ({
    kind: String(entry.kind ?? entry.type),
    order: String(entry.order ?? ''),
    amount: Number(entry.amount ?? 0),
  }));
};

export const truthOf = async (stack: TestStack): Promise<ReadonlyMap<string, OrderTruth>> => {
  const rows = await query(
    stack.databaseUrl('order'),
    'select order_id, decision, total_amount from orders where created_at is not null',
  );
  const ledger = await ledgerOf(stack);
  const byOrder = Map.groupBy(ledger, ({ order }) => order);
  return new Map(
    rows.map((row) => {
      const orderId = String(row.order_id);
      const lines = byOrder.get(orderId) ?? [];
      const sum = (kind: string) =>
        lines.filter((line) => line.kind === kind).reduce((total, { amount }) => total + amount, 0);
      return [
        orderId,
        {
          orderId,
          decision: row.decision === null ? null : String(row.decision),
          total: Number(row.total_amount),
          captures: lines.filter(({ kind }) => kind === 'capture').length,
          captured: sum('capture'),
          refunded: sum('refund'),
        },
      ];
    }),
  );
};

export interface StockRow {
  readonly sku: string;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
  readonly received: number;
}

export const stockOf = async (stack: TestStack): Promise<readonly StockRow[]> =>
  (await query(stack.databaseUrl('inventory'), 'select * from stock')).map((row) => ({
    sku: String(row.sku),
    available: Number(row.available),
    reserved: Number(row.reserved),
    sold: Number(row.sold),
    received: Number(row.received),
  }));

/** Resolves when every durable has settled everything and no accepted order is open. */
export const atRest = async (stack: TestStack, accepted: readonly AcceptedOrder[], timeoutMs = 120_000) => {
  await waitFor(
    async () => {
      const [{ unsettled }, truth] = [await logState(stack), await truthOf(stack)];
      const open = accepted.filter(({ orderId }) => !truth.get(orderId)?.decision).length;
      if (open > 0 || unsettled > 0) throw new Error(`${open} orders open, ${unsettled} messages unsettled`);
      return true;
    },
    { timeoutMs, everyMs: 500, describe: 'everything to come to rest' },
  );
};

/**
 * One sentence for each promise that does not hold of the accepted orders: terminal, one net capture if confirmed and
 * none if not, stock conserved and held for nobody, no dead letter.
 */
export const violations = async (stack: TestStack, accepted: readonly AcceptedOrder[]): Promise<readonly string[]> => {
  const [truth, stock, log] = [await truthOf(stack), await stockOf(stack), await logState(stack)];
  const found: string[] = [];
  const ids = accepted.map(({ orderId }) => orderId);
  if (new Set(ids).size !== ids.length) found.push('two keys were given one order');
  if (truth.size !== ids.length) found.push(`${ids.length} orders were accepted, ${truth.size} exist`);
  for (const orderId of ids) {
    const order = truth.get(orderId);
    if (!order) found.push(`${orderId} is lost`);
    else if (!order.decision) found.push(`${orderId} is not terminal`);
    else {
      const owed = order.decision === 'confirmed' ? order.total : 0;
      const net = order.captured - order.refunded;
      if (net !== owed) found.push(`${orderId} is ${order.decision}, nets to ${net} and should to ${owed}`);
      if (order.captures > 1) found.push(`${orderId} was captured ${order.captures} times`);
    }
  }
  for (const { sku, available, reserved, sold, received } of stock) {
    if (available + reserved + sold !== received) found.push(`${sku}: the stock does not add up`);
    if (reserved !== 0) found.push(`${sku}: ${reserved} are still reserved`);
  }
  if (log.deadLetters > 0) found.push(`${log.deadLetters} dead letters`);
  return found;
};
