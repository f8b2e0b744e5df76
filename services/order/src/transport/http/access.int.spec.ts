import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ApiKeyRequest, createApiKey } from '@orderflow/service-kit';
import { createLogger } from '@orderflow/telemetry/logger';
import { waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderApp } from '../../app.ts';
import { body, openWorld, type World } from '../../order.spec.ts';

// Two customers and an administrator at the whole service.

const keyOf = (customer: string, scope: ApiKeyRequest['scopes'][number], name: string) =>
  createApiKey({ customer, scopes: [scope], name });
const ada = keyOf('ada', 'customer', 'ada');
const bob = keyOf('bob', 'customer', 'bob');
const shop = keyOf('*', 'customer', 'shop');
const payments = keyOf('*', 'payments', 'order');
const admin = keyOf('*', 'admin', 'ops');
const paymentKey = 'ofk_canaryofthepaymentservice';

let world: World;
let app: OrderApp;
let paymentService: Server;
const paymentCredentials: (string | undefined)[] = [];
const lines: string[] = [];
const answers: string[] = [];

beforeAll(async () => {
  paymentService = createServer(({ headers }, response) => {
    paymentCredentials.push(headers.authorization);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"APPROVED"}');
  });
  await new Promise<void>((resolve) => paymentService.listen(0, '127.0.0.1', resolve));
  const { port } = paymentService.address() as AddressInfo;
  world = await openWorld({
    environment: {
      PAYMENT_URL: `http://127.0.0.1:${port}`,
      PAYMENT_API_KEY: paymentKey,
      AUTH_MODE: 'api-key',
      API_KEYS: [ada, bob, shop, payments, admin].map(({ line }) => line).join('\n'),
    },
  });
  await world.putProduct('tea', 1_250);
  const logger = createLogger({
    service: 'order',
    level: 'trace',
    pretty: false,
    destination: { write: (line) => lines.push(line) },
  });
  app = await world.openApp({}, { logger });
});
afterAll(async () => {
  await world.close();
  paymentService.close();
});

type Key = { readonly key: string } | undefined;

const call = async (key: Key, method: 'GET' | 'POST', url: string, payload?: object, headers = {}) => {
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key.key}` };
  const answer = await app.http.inject({
    method,
    url,
    headers: { ...authorization, ...headers },
    ...(payload && { payload }),
  });
  answers.push(answer.body);
  return answer;
};

const order = async (key: Key, customerId: string, headers = {}) => {
  const answer = await call(key, 'POST', '/orders', { ...body, customerId }, headers);
  expect(answer.statusCode).toBe(202);
  const location = String(answer.headers.location);
  await waitFor(async () => (await call(admin, 'GET', location)).statusCode === 200);
  return { orderId: String(answer.json().orderId), location, at: location.split('?')[1] ?? '' };
};

const listed = async (key: Key, query = '') =>
  (await call(key, 'GET', `/orders${query}`)).json().items.map((one: { customerId: string }) => one.customerId);

/** All ways to an order, with its position and without. */
const waysTo = (orderId: string, at: string) =>
  (
    [
      ['GET', `/orders/${orderId}`],
      ['GET', `/orders/${orderId}/events`],
      ['GET', `/orders/${orderId}?expand=payment`],
      ['POST', `/orders/${orderId}/cancel`],
    ] as const
  ).flatMap(([method, url]) => [
    [method, url] as const,
    [method, `${url}${url.includes('?') ? '&' : '?'}${at}`] as const,
    [method, `${url}${url.includes('?') ? '&' : '?'}at=999999`] as const,
  ]);

describe('a customer', () => {
  it("finds no way to another's order: it is answered as one that does not exist", async () => {
    const { orderId, at } = await order(ada, 'ada');
    const missing = '01a1fc7d-0000-7000-8000-000000000000';
    const logged = (await world.messagesOf(orderId)).length;

    for (const [index, [method, url]] of waysTo(orderId, at).entries()) {
      const [, missingUrl] = waysTo(missing, at)[index] ?? [];
      const foreign = await call(bob, method, url);
      const nothing = await call(bob, method, String(missingUrl));

      expect([method, url, foreign.statusCode]).toEqual([method, url, url.includes('999999') ? 400 : 404]);
      expect(foreign.body.replaceAll(orderId, missing)).toBe(nothing.body);
      expect(Object.keys(foreign.headers)).toEqual(Object.keys(nothing.headers));
    }
    expect(await world.messagesOf(orderId)).toHaveLength(logged);
    expect((await call(ada, 'GET', `/orders/${orderId}`)).statusCode).toBe(200);
  });

  it('makes orders for nobody else, and nothing is published for it', async () => {
    const refused = await call(bob, 'POST', '/orders', { ...body, customerId: 'ada' });

    expect(refused.statusCode).toBe(403);
    expect(refused.json()).toMatchObject({ code: 'FORBIDDEN' });
    expect(await listed(admin, '?customerId=bob')).toEqual([]);
  });

  it('lists its own orders, whatever it asks for', async () => {
    await order(ada, 'ada');
    await order(bob, 'bob');

    expect(new Set(await listed(ada))).toEqual(new Set(['ada']));
    expect(new Set(await listed(bob, '?customerId=bob'))).toEqual(new Set(['bob']));
    expect((await call(bob, 'GET', '/orders?customerId=ada')).statusCode).toBe(403);
  });

  it('has idempotency keys of its own', async () => {
    const key = { 'idempotency-key': 'basket-1' };
    const [one, other] = [await order(ada, 'ada', key), await order(bob, 'bob', key)];

    expect(one.orderId).not.toBe(other.orderId);
    expect((await order(ada, 'ada', key)).orderId).toBe(one.orderId);
  });

  it('sees its payment, asked for with the key of the service and not with its own', async () => {
    const { orderId } = await order(ada, 'ada');
    paymentCredentials.length = 0;

    const answer = await call(ada, 'GET', `/orders/${orderId}?expand=payment`);

    expect(answer.json()).toMatchObject({ payment: { status: 'APPROVED' } });
    expect(paymentCredentials).toEqual([`Bearer ${paymentKey}`]);
  });
});

describe('who acts for all customers', () => {
  it.each([
    ['an administrator', admin],
    ['a shop', shop],
  ])('(%s) sees and makes the orders of all', async (_who, key) => {
    const { orderId } = await order(key, 'ada');
    await order(key, 'bob');

    expect((await call(key, 'GET', `/orders/${orderId}`)).statusCode).toBe(200);
    expect(new Set(await listed(key))).toEqual(new Set(['ada', 'bob']));
    expect((await call(key, 'POST', `/orders/${orderId}/cancel`)).statusCode).toBe(202);
  });
});

describe('who lacks what the route asks for', () => {
  it.each([
    ['nobody', undefined, 401],
    ['an unknown key', { key: `${ada.key.slice(0, -3)}AAA` }, 401],
    ['a service that reads payments', payments, 403],
  ])('(%s) is refused everywhere', async (_who, key, status) => {
    const { orderId, at } = await order(ada, 'ada');
    const routes = [...waysTo(orderId, at), ['GET', '/orders'] as const, ['POST', '/orders', body] as const];

    for (const [method, url, payload] of routes) {
      expect([url, (await call(key, method, url, payload)).statusCode]).toEqual([url, status]);
    }
  });
});

describe('credentials', () => {
  it('were in no log line and in no answer', () => {
    const told = [...lines, ...answers].join('\n');
    const password = new URL(world.databaseUrl).password;

    expect(lines.length).toBeGreaterThan(0);
    for (const secret of [ada.key, bob.key, admin.key, paymentKey, `:${password}@`]) {
      expect(told).not.toContain(secret);
    }
  });
});
