import { audit, collectWitnesses } from '@orderflow/audit';
import { databaseUrl, setUp, soldOutSku } from '@orderflow/local-stack';
import { startTestStack, type TestStack, waitFor } from '@orderflow/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RebuiltService, rebuildService, rebuiltServices } from './rebuild-service.ts';

// That of the test stack: setup asks for no more room than there is.
const topology = { ordersMaxBytes: 64 * 1024 ** 2, otherMaxBytes: 64 * 1024 ** 2 };

let stack: TestStack;
const orderIds: string[] = [];

const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  expect(response.ok, `${path}: ${response.status}`).toBe(true);
  return (await response.json()) as Record<string, string>;
};

const place = async (sku: string, paymentToken: string, wait = true): Promise<string> => {
  const body = { customerId: 'ada', items: [{ sku, quantity: 1 }], paymentToken };
  const { orderId } = await post(`${stack.urls.order}/orders`, body, wait ? { prefer: 'wait=20' } : {});
  orderIds.push(orderId!);
  return orderId!;
};

const get = async (url: string): Promise<Record<string, unknown>> => (await (await fetch(url)).json()) as never;
const statusOf = async (orderId: string) => (await get(`${stack.urls.order}/orders/${orderId}`)).status;

const adminUrl = (database: string): string => {
  const admin = new URL(stack.postgresAdminUrl);
  return databaseUrl(stack.postgresAdminUrl, database, admin.username, decodeURIComponent(admin.password));
};
const inDatabase = async <Row extends object>(database: string, sql: string): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: adminUrl(database) });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
};

const run = (service: RebuiltService, verifyOnly: boolean) => {
  const { natsAdminUrl, postgresAdminUrl } = stack;
  return rebuildService(service, { natsUrl: natsAdminUrl, postgresAdminUrl, verifyOnly, orderDeadlineMs: 120_000 });
};

const look = async () => {
  const { urls, natsAdminUrl, postgresAdminUrl } = stack;
  return audit(await collectWitnesses({ natsUrl: natsAdminUrl, postgresAdminUrl, pspUrl: urls.psp, waitSeconds: 30 }));
};

/** Everything that can be asked for over HTTP. `attempts` counts the work on a payment, and no message carries it. */
const answers = async () => ({
  orders: await Promise.all(orderIds.map((id) => get(`${stack.urls.order}/orders/${id}`))),
  payments: await Promise.all(
    orderIds.map(async (id) => {
      const { attempts: _work, history, ...payment } = await get(`${stack.urls.payment}/payments/${id}`);
      return {
        ...payment,
        history: (history as { event: string }[] | undefined)?.filter((one) => one.event !== 'started'),
      };
    }),
  ),
  products: await get(`${stack.urls.inventory}/products?limit=100`),
  refused: await get(`${stack.urls.inventory}/products/TEAPOT/stock-adjustments/too-much`),
});

beforeAll(async () => {
  stack = await startTestStack();
  const adjust = (delta: number, key: string) =>
    post(
      `${stack.urls.inventory}/products/TEAPOT/stock-adjustments`,
      { delta, reason: 'count' },
      { 'idempotency-key': key },
    );
  await adjust(7, 'found');
  await adjust(-9_000_000_000, 'too-much');
  await adjust(-3, 'broken');
  for (const token of ['tok_visa', 'tok_visa', 'tok_chargeDeclined', 'tok_unknownOutcome'])
    await place('TEAPOT', token);
  await place(soldOutSku, 'tok_visa');
  // Its charge captures after the order was cancelled, and is refunded.
  const late = await place('KETTLE', 'tok_slow', false);
  await waitFor(async () => (await statusOf(late)) === 'RESERVED', { describe: 'the slow charge to be under way' });
  await post(`${stack.urls.order}/orders/${late}/cancel`, {});
  await waitFor(async () => (await look()).length === 0, { timeoutMs: 60_000, describe: 'everything to come to rest' });
});
afterAll(() => stack?.stop());

describe('a rebuild', () => {
  it('finds that the tables are what the log says, while the services run', async () => {
    for (const service of rebuiltServices) {
      expect(await run(service, true), service).toMatchObject({ differences: [], replaced: false, unreadable: [] });
    }
  });

  it('is refused while the service is connected', async () => {
    await expect(run('order', false)).rejects.toMatchObject({
      code: 'PROJECTION_AHEAD',
      message: expect.stringMatching(/^The service order is connected .*stop it first/),
    });
  });

  it('brings back everything of each service whose database is lost', async () => {
    const before = await answers();
    expect(before.refused).toMatchObject({ status: 'refused' });
    for (const service of rebuiltServices) {
      await stack.halt(service);
      await inDatabase('postgres', `drop database orderflow_${service} with (force)`);
    }
    await setUp({ natsUrl: stack.natsAdminUrl, postgresAdminUrl: stack.postgresAdminUrl, topology });
    for (const service of rebuiltServices) {
      const { replaced, differences } = await run(service, false);
      expect(replaced).toBe(true);
      expect(new Set(differences.map(({ kind }) => kind))).toEqual(new Set(['missing']));
    }
    for (const service of rebuiltServices) await stack.resume(service);
    for (const service of rebuiltServices) await stack.ready(service);
    expect(await look()).toEqual([]);
    expect(await answers()).toEqual(before);
    for (const service of rebuiltServices) expect(await run(service, true)).toMatchObject({ differences: [] });
  });

  it('names the column that is not what the log says, and puts it right', async () => {
    const [orderId] = orderIds;
    await stack.halt('order');
    await inDatabase('orderflow_order', `update orders set decision = 'cancelled' where order_id = '${orderId}'`);
    const difference = { table: 'orders', key: orderId, kind: 'differs', columns: ['decision'] };
    expect((await run('order', true)).differences).toEqual([difference]);
    expect(await run('order', false)).toMatchObject({ differences: [difference], replaced: true });
    expect((await run('order', false)).replaced).toBe(false);
    await stack.resume('order');
    await stack.ready('order');
    expect(await statusOf(orderId!)).toBe('CONFIRMED');
  });

  it('refuses to lose a row that the log does not say', async () => {
    await stack.halt('inventory');
    const insert = `insert into reservations (order_id, state, decided_at) values ('nobody', 'tombstone', now())`;
    await inDatabase('orderflow_inventory', insert);
    await inDatabase('orderflow_inventory', 'delete from stock_adjustments');
    await expect(run('inventory', false)).rejects.toMatchObject({
      code: 'PROJECTION_AHEAD',
      message: expect.stringMatching(/^1 rows are not in the log .* nobody of reservations/),
    });
    expect(await inDatabase('orderflow_inventory', 'select from stock_adjustments')).toEqual([]);
    await inDatabase('orderflow_inventory', `delete from reservations where order_id = 'nobody'`);
    expect((await run('inventory', false)).replaced).toBe(true);
    await stack.resume('inventory');
    await stack.ready('inventory');
    expect(await look()).toEqual([]);
  });
});
