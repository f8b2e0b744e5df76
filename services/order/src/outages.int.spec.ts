import { createPool } from '@orderflow/postgres';
import { waitFor } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OrderApp } from './app.ts';
import { body, openWorld, type Placed, place, untilStatus, type World } from './order.spec.ts';

const post = (app: OrderApp, payload: object = body, headers: Record<string, string> = {}) =>
  app.http.inject({ method: 'POST', url: '/orders', payload, headers });
const get = (app: OrderApp, url: string) => app.http.inject(url);
const cancel = (app: OrderApp, orderId: string, query = '') =>
  app.http.inject({ method: 'POST', url: `/orders/${orderId}/cancel${query}` });

const confirm = async (world: World, app: OrderApp, { orderId, fingerprint }: Placed) => {
  await world.reserve(orderId, fingerprint);
  // As in life: an approval answers a request. Together in one batch the two facts would leave nothing to be requested.
  await untilStatus(app, orderId, 'RESERVED');
  await world.approve(orderId);
  return await untilStatus(app, orderId, 'CONFIRMED');
};

const readiness = async (app: OrderApp) => {
  const answer = await get(app, '/readyz');
  return { ready: answer.statusCode === 200, state: answer.json().state };
};

const unavailable = (answer: { statusCode: number; headers: Record<string, unknown>; json(): unknown }) => ({
  status: answer.statusCode,
  retryAfter: Number(answer.headers['retry-after']) > 0,
  ...(answer.json() as { code: string }),
});

/** Who reads an order waits, from when this resolves until the function it gives is called. */
const holdOrders = async (world: World): Promise<() => Promise<void>> => {
  const pool = createPool({ connectionString: world.databaseUrl, name: 'holder', onError: () => undefined });
  const client = await pool.connect();
  await client.query('begin');
  await client.query('lock table orders in access exclusive mode');
  return async () => {
    await client.query('rollback');
    client.release();
    await pool.end();
  };
};

describe('while Postgres is away', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
    await world.putProduct('tea', 1_250);
  });
  afterEach(async () => {
    await world.postgres.start();
    await world.closeApps();
  });
  afterAll(async () => {
    await world.close();
  });

  it('orders are accepted, found by their position, and carried on after it is back', async () => {
    const app = await world.openApp();
    const known = await place(world, app);
    await untilStatus(app, known.orderId, 'PENDING');
    await world.postgres.halt();
    await waitFor(async () => (await readiness(app)).state === 'degraded', { describe: 'the service to be degraded' });

    const placed = await place(world, app);
    const found = await get(app, placed.location);
    expect([found.statusCode, found.json().status]).toEqual([202, 'PENDING']);
    for (const answer of [
      await get(app, `/orders/${known.orderId}`),
      await get(app, '/orders'),
      await cancel(app, known.orderId),
    ]) {
      expect(unavailable(answer)).toMatchObject({ status: 503, retryAfter: true, code: 'DEPENDENCY_UNAVAILABLE' });
    }
    expect(await readiness(app)).toEqual({ ready: true, state: 'degraded' });

    await world.postgres.start();
    await untilStatus(app, placed.orderId, 'PENDING');
    await confirm(world, app, placed);
    expect(await world.deadLetters()).toBe(0);
  });

  it('a cancellation is taken with the position, and takes effect after it is back', async () => {
    const app = await world.openApp();
    await world.postgres.halt();
    const placed = await place(world, app);
    expect((await cancel(app, placed.orderId, `?at=${placed.position}`)).statusCode).toBe(202);
    await world.postgres.start();
    expect(await untilStatus(app, placed.orderId, 'CANCELLED')).toMatchObject({ reason: 'customer_request' });
  });

  it('a key still stands for one order: the log knows it', async () => {
    const app = await world.openApp();
    await world.postgres.halt();
    const key = { 'idempotency-key': 'while-away' };
    const first = await post(app, body, key);
    const again = await post(app, body, key);
    expect(first.statusCode).toBe(202);
    expect([again.statusCode, again.headers.location, again.body]).toEqual([202, first.headers.location, first.body]);
    const other = await post(app, { ...body, customerId: 'ada', paymentToken: 'tok_other' }, key);
    expect([other.statusCode, other.json().code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    await expect.poll(() => world.told(first.json().orderId), { timeout: 10_000 }).toEqual(['orders.created']);
  });

  it('an order with a key does not wait for a database that does not answer', async () => {
    const app = await world.openApp();
    const known = await place(world, app);
    await untilStatus(app, known.orderId, 'PENDING');
    const release = await holdOrders(world);
    let read = false;
    const reading = get(app, `/orders/${known.orderId}`).finally(() => {
      read = true;
    });
    try {
      const { statusCode } = await post(app, body, { 'idempotency-key': 'while-held' });
      expect({ statusCode, read }).toEqual({ statusCode: 202, read: false });
    } finally {
      await release();
    }
    expect((await reading).statusCode).toBe(200);
  });

  it('the service starts, accepts orders, and takes up what has come when it is there', async () => {
    await world.postgres.halt();
    const app = await world.openApp();
    expect(await readiness(app)).toEqual({ ready: true, state: 'degraded' });
    const placed = await place(world, app);
    await world.reserve(placed.orderId, placed.fingerprint);
    await world.postgres.start();
    await untilStatus(app, placed.orderId, 'RESERVED');
    await waitFor(async () => (await readiness(app)).state === 'ok', { describe: 'the service to be ok' });
    expect(await world.deadLetters()).toBe(0);
  });
});

describe('while NATS is away', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
    await world.putProduct('tea', 1_250);
  });
  afterEach(async () => {
    await world.nats.start();
    await world.closeApps();
  });
  afterAll(async () => {
    await world.close();
  });

  it('nothing is accepted, what is known is still told, and a repeat afterwards makes one order', async () => {
    const app = await world.openApp();
    const known = await place(world, app);
    await untilStatus(app, known.orderId, 'PENDING');
    await world.nats.halt();
    const key = { 'idempotency-key': 'while-away' };
    for (const answer of [
      await post(app, body, key),
      await cancel(app, known.orderId),
      await get(app, '/orders/0190d3c1-0000-7000-8000-00000000dead?at=1'),
    ]) {
      expect(unavailable(answer)).toMatchObject({ status: 503, retryAfter: true, code: 'LOG_UNAVAILABLE' });
    }
    expect((await get(app, `/orders/${known.orderId}`)).json().status).toBe('PENDING');
    await waitFor(async () => !(await readiness(app)).ready, { describe: 'the service not to be ready' });

    await world.nats.start();
    await waitFor(async () => (await readiness(app)).ready, { timeoutMs: 20_000, describe: 'the service to be ready' });
    const accepted = await waitFor(
      async () => {
        const answer = await post(app, body, key);
        return answer.statusCode === 202 && answer;
      },
      { timeoutMs: 20_000, describe: 'the order to be accepted' },
    );
    const { orderId } = accepted.json();
    await untilStatus(app, orderId, 'PENDING');
    // The test's own connection may take longer to come back.
    await expect.poll(() => world.told(orderId).catch(() => []), { timeout: 10_000 }).toEqual(['orders.created']);
    await confirm(world, app, known);
    // What the catalogue has got meanwhile is followed again.
    await world.putProduct('milk', 99);
    await waitFor(async () => (await post(app, { ...body, items: [{ sku: 'milk', quantity: 1 }] })).statusCode === 202);
  });

  it('the service answers that it is not ready, and accepts orders once it is there', async () => {
    await world.nats.halt();
    const app = await world.makeApp();
    const starting = app.start(AbortSignal.timeout(60_000));
    expect(unavailable(await post(app))).toMatchObject({ status: 503, retryAfter: true, code: 'LOG_UNAVAILABLE' });
    expect((await get(app, '/healthz')).statusCode).toBe(200);
    expect((await readiness(app)).ready).toBe(false);
    await world.nats.start();
    await starting;
    await waitFor(async () => (await readiness(app)).ready, { describe: 'the service to be ready' });
    expect((await post(app)).statusCode).toBe(202);
  });

  it('and never comes, the service can still be stopped', async () => {
    await world.nats.halt();
    const app = await world.makeApp();
    const starting = app.start().catch((error: unknown) => error);
    await app.stop();
    expect(await starting).toBeInstanceOf(Error);
  });
});

describe('when the log is full but for its last part', () => {
  it('new orders are refused, and accepted ones completed', async () => {
    const mebibyte = 1024 ** 2;
    const world = await openWorld({ ordersMaxBytes: mebibyte });
    try {
      await world.putProduct('tea', 1_250);
      const app = await world.openApp();
      const placed = await place(world, app, body, 'before');
      // A subject of the stream that nobody reads. Beyond the limit at once: orders taken until that is noticed must not
      // fill the rest, which is small here.
      const filler = new Uint8Array(100_000);
      for (let i = 0; i < 9; i++) await world.connection.request('orders.filler', filler);
      const refused = await waitFor(
        async () => {
          const answer = await post(app);
          return answer.statusCode === 503 && answer;
        },
        { describe: 'new orders to be refused' },
      );
      expect(unavailable(refused)).toMatchObject({ code: 'LOG_FULL', retryAfter: true });
      expect((await post(app, body, { 'idempotency-key': 'before' })).statusCode).toBe(202);
      await confirm(world, app, placed);
      await expect
        .poll(() => world.told(placed.orderId), { timeout: 10_000 })
        .toEqual(['orders.created', 'orders.payment_requested', 'orders.confirmed']);
    } finally {
      await world.close();
    }
  });
});
