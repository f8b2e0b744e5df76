import { headers as createHeaders, type NatsConnection } from '@nats-io/transport-node';
import { createTopology, durables, type OrderCreated, orderCreated } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import type { Bus } from '@orderflow/eventbus';
import { connectNats, createJetStreamBus, ensureTopology } from '@orderflow/eventbus/jetstream';
import {
  configuredAccess,
  createApiKey,
  createHttp,
  createReadiness,
  type Http,
  readConfig,
} from '@orderflow/service-kit';
import { createLogger } from '@orderflow/telemetry/logger';
import { createMetrics } from '@orderflow/telemetry/metrics';
import { startTestNats, type TestNats, waitFor } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLetters, type Letters } from '../../adapters/nats/letters.ts';
import { configSchema } from '../../config.ts';
import { registerDeadLetters } from './dead-letters.ts';

const mebibytes64 = 64 * 1024 ** 2;
const topology = createTopology({ ordersMaxBytes: mebibytes64, otherMaxBytes: mebibytes64 });
const admin = createApiKey({ customer: '*', scopes: ['admin'], name: 'grace' });
const customer = createApiKey({ customer: 'ada', scopes: ['customer'], name: 'shop' });
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const idOf = (number: number): string => `00000000-0000-8000-8000-${String(number).padStart(12, '0')}`;

const created: OrderCreated = {
  orderId: idOf(1),
  customerId: 'ada',
  items: [{ sku: 'TEAPOT', quantity: 1, unitPrice: { amount: 4900, currency: 'EUR' } }],
  totalAmount: { amount: 4900, currency: 'EUR' },
  paymentToken: 'tok_visa',
  fingerprint: 'ab'.repeat(32),
  createdAt: new Date('2026-01-01T00:00:00.000Z'),
};

let server: TestNats;
let connection: NatsConnection;
let bus: Bus;
let letters: Letters;
let http: Http;
let fixed = false;
let taken: OrderCreated[] = [];
const logger = createLogger({ service: 'test', level: 'silent' });
const logged = vi.spyOn(logger, 'info');

const open = async (environment: Record<string, string>): Promise<{ http: Http; letters: Letters }> => {
  const config = readConfig(configSchema, { NATS_URL: server.url, ...environment });
  const made = await createHttp({
    service: 'order',
    version: '0',
    logger,
    metrics: createMetrics({ service: 'order', processMetrics: false }),
    readiness: createReadiness(),
    ...configuredAccess(config),
  });
  const own = createLetters(config);
  registerDeadLetters(made, { desk: () => own.desk(), logger });
  return { http: made, letters: own };
};
const call = (method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object, key: string | undefined = admin.key) =>
  http.inject({
    method,
    url: `/admin/dead-letters${path}`,
    headers: key === '' ? {} : { authorization: `Bearer ${key}` },
    ...(payload && { payload }),
  });
const failedOrder = async (orderId: string): Promise<number> => {
  const before = (await call('GET', '')).json().letters.length;
  await bus.publish(orderCreated, { ...created, orderId });
  const found = await waitFor(
    async () => {
      const { letters: all } = (await call('GET', '')).json();
      return all.length > before && all.at(-1);
    },
    { describe: 'the dead letter' },
  );
  return found.sequence;
};
/** What is on record of what was done. */
const records = () =>
  logged.mock.calls.map(([fields]) => fields as unknown as { audit?: boolean }).filter((one) => one.audit);

beforeAll(async () => {
  server = await startTestNats();
  connection = await connectNats({ servers: server.url, name: 'api test' });
  await ensureTopology(connection, topology);
  bus = createJetStreamBus({ connection, topology, source: '/test' });
  const reserve = async ({ payload }: { payload: OrderCreated }) => {
    if (!fixed && payload.customerId === 'ada') throw new AppError('VALIDATION_FAILED', 'nonsense');
    taken.push(payload);
  };
  bus.subscribe(orderCreated, reserve, durables.inventoryReserver);
  await bus.start();
  ({ http, letters } = await open({ AUTH_MODE: 'api-key', API_KEYS: `${admin.line}\n${customer.line}` }));
});
afterEach(async () => {
  fixed = false;
  taken = [];
  for (const { sequence } of (await call('GET', '')).json().letters) await call('DELETE', `/${sequence}?reason=test`);
  logged.mockClear();
});
afterAll(async () => {
  await http?.close();
  await letters?.close();
  await bus?.drain();
  await connection?.close();
  await server?.stop();
});

const calls = [
  ['GET', '', undefined],
  ['GET', '/1', undefined],
  ['POST', '/1/redrive', {}],
  ['POST', '/redrive', { after: 0 }],
  ['DELETE', '/1?reason=x', undefined],
] as const;

describe('the admin API of dead letters', () => {
  it.each(calls)('%s /admin/dead-letters%s is for administrators only', async (method, path, payload) => {
    const nobody = await call(method, path, payload, '');
    expect([nobody.statusCode, nobody.json().code]).toEqual([401, 'UNAUTHENTICATED']);
    const shop = await call(method, path, payload, customer.key);
    expect([shop.statusCode, shop.json().code]).toEqual([403, 'FORBIDDEN']);
  });

  it.each(calls)(
    '%s /admin/dead-letters%s is off where the service has a user and this has none',
    async (method, path, payload) => {
      const off = await open({ NATS_USER: 'order' });
      const answer = await off.http.inject({ method, url: `/admin/dead-letters${path}`, ...(payload && { payload }) });
      expect(answer.statusCode).toBe(404);
      expect(answer.json().detail).toMatch(/ADMIN_NATS_USER is not set/);
      await off.http.close();
    },
  );

  it.each([
    ['GET', '?limit=0', undefined],
    ['GET', '?limit=101', undefined],
    ['GET', '?colour=red', undefined],
    ['GET', '/0', undefined],
    ['GET', '/one', undefined],
    ['POST', '/1/redrive', { payload: 'text' }],
    ['POST', '/1/redrive', { colour: 'red' }],
    ['POST', '/redrive', {}],
    ['POST', '/redrive', { dryRun: false, limit: 5 }],
    ['POST', '/redrive', { after: 0, limit: 501 }],
    ['DELETE', '/1', undefined],
    ['DELETE', '/1?reason=', undefined],
  ] as const)('%s /admin/dead-letters%s %j is refused', async (method, path, payload) => {
    const answer = await call(method, path, payload);
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it('knows no letter that is not there', async () => {
    for (const [method, path, payload] of [calls[1], calls[2], calls[4]]) {
      const answer = await call(method, path.replace('1', '999'), payload);
      expect([answer.statusCode, answer.json().code]).toEqual([404, 'NOT_FOUND']);
    }
    const unknown = await call('GET', '?durable=nobody');
    expect([unknown.statusCode, unknown.json().code]).toEqual([404, 'NOT_FOUND']);
  });

  it('lists by durable, event and code, in pages', async () => {
    const [first, second] = [await failedOrder(idOf(1)), await failedOrder(idOf(2))];
    const page = (await call('GET', `?durable=${durables.inventoryReserver}&code=VALIDATION_FAILED&limit=1`)).json();
    expect(page).toMatchObject({
      letters: [{ sequence: first, event: 'orders.created', reason: 'nonsense' }],
      next: first,
    });
    const rest = (await call('GET', `?event=orders.created&after=${page.next}`)).json();
    expect(rest).toMatchObject({ letters: [{ sequence: second }], next: null });
    expect((await call('GET', '?code=UNDECODABLE')).json()).toEqual({ letters: [], next: null });
  });

  it('shows one with its payload and the link to its trace', async () => {
    await connection.request('orders.created', orderCreated.codec.encode(created), {
      timeout: 2_000,
      headers: headersOf({ 'ce-type': 'orders.created', traceparent }),
    });
    const { sequence } = await waitFor(async () => (await call('GET', '')).json().letters[0], {
      describe: 'the letter',
    });
    const letter = (await call('GET', `/${sequence}`)).json();
    expect(letter).toMatchObject({
      sequence,
      code: 'VALIDATION_FAILED',
      payload: { orderId: idOf(1), customerId: 'ada', createdAt: '2026-01-01T00:00:00.000Z' },
      trace: { url: 'http://localhost:16686/trace/0af7651916cd43dd8448eb211c80319c' },
    });
    expect(letter.stack).toContain('nonsense');
    expect(letter.headers).toContainEqual({ name: 'ce-type', value: 'orders.created' });
  });

  it('redrives one, and has on record who did it', async () => {
    const sequence = await failedOrder(idOf(3));
    fixed = true;
    const tried = await call('POST', `/${sequence}/redrive`, { dryRun: true });
    expect(tried.json()).toMatchObject({ outcome: 'would_be_redriven', payload: { orderId: idOf(3) } });
    expect(records()).toEqual([]);
    const answer = await call('POST', `/${sequence}/redrive`, {});
    expect(answer.json()).toMatchObject({
      outcome: 'redriven',
      redrive: { stream: 'ORDERS', messageId: `${sequence}:redrive:1` },
    });
    await waitFor(() => taken.length === 1, { describe: 'the redriven order' });
    expect(records()).toMatchObject([{ audit: true, by: 'grace', deadLetter: { sequence, outcome: 'redriven' } }]);
    expect(JSON.stringify(records())).not.toContain('tok_visa');
    expect((await call('POST', `/${sequence}/redrive`, {})).statusCode).toBe(404);
  });

  it('redrives one as it was edited, if the event can carry that', async () => {
    const sequence = await failedOrder(idOf(4));
    const { payload } = (await call('GET', `/${sequence}`)).json();
    const misspelt = await call('POST', `/${sequence}/redrive`, { payload: { ...payload, custmerId: 'grace' } });
    expect([misspelt.statusCode, misspelt.json().code]).toEqual([400, 'VALIDATION_FAILED']);
    expect(misspelt.json().detail).toMatch(/custmerId would become nothing/);
    await call('POST', `/${sequence}/redrive`, { payload: { ...payload, customerId: 'grace' } });
    await waitFor(() => taken[0]?.customerId === 'grace', { describe: 'the edited order' });
    expect(records()).toMatchObject([{ edited: true }]);
  });

  it('redrives all that fit, and no more than it was asked to', async () => {
    const sequences = [await failedOrder(idOf(5)), await failedOrder(idOf(6)), await failedOrder(idOf(7))];
    fixed = true;
    const tried = (await call('POST', '/redrive', { code: 'VALIDATION_FAILED', dryRun: true })).json();
    expect(tried.letters.map(({ outcome }: { outcome: string }) => outcome)).toEqual(
      Array(3).fill('would_be_redriven'),
    );
    const first = (await call('POST', '/redrive', { code: 'VALIDATION_FAILED', limit: 2 })).json();
    expect(first).toMatchObject({
      letters: [{ sequence: sequences[0] }, { sequence: sequences[1] }],
      next: sequences[1],
    });
    const rest = (await call('POST', '/redrive', { after: first.next })).json();
    expect(rest).toMatchObject({ letters: [{ sequence: sequences[2], outcome: 'redriven' }], next: null });
    await waitFor(() => taken.length === 3, { describe: 'all' });
    expect(records()).toHaveLength(3);
  });

  it('discards one for a reason, which is on record', async () => {
    const sequence = await failedOrder(idOf(8));
    const tried = await call('DELETE', `/${sequence}?reason=spam&dryRun=true`);
    expect(tried.json()).toMatchObject({ outcome: 'would_be_discarded' });
    expect((await call('GET', `/${sequence}`)).statusCode).toBe(200);
    const answer = await call('DELETE', `/${sequence}?reason=a+test+order`);
    expect(answer.json()).toMatchObject({ sequence, outcome: 'discarded' });
    expect((await call('GET', `/${sequence}`)).statusCode).toBe(404);
    expect(records()).toMatchObject([{ by: 'grace', reason: 'a test order', deadLetter: { outcome: 'discarded' } }]);
  });

  it('is in the OpenAPI document', async () => {
    const { paths } = (await http.inject('/openapi.json')).json();
    expect(Object.keys(paths).filter((path) => path.startsWith('/admin'))).toEqual([
      '/admin/dead-letters',
      '/admin/dead-letters/{sequence}',
      '/admin/dead-letters/{sequence}/redrive',
      '/admin/dead-letters/redrive',
    ]);
  });
});

describe('the admin API of dead letters, with the log away', () => {
  it('answers 503, and works again when it is back', async () => {
    const own = await open({});
    await server.halt();
    const away = await own.http.inject('/admin/dead-letters');
    expect([away.statusCode, away.json().code]).toEqual([503, 'LOG_UNAVAILABLE']);
    await server.start();
    const back = await own.http.inject('/admin/dead-letters');
    expect(back.statusCode).toBe(200);
    await own.http.close();
    await own.letters.close();
    await waitFor(async () => (await call('GET', '')).statusCode === 200, { describe: 'the other connection' });
  });
});

const headersOf = (values: Readonly<Record<string, string>>) => {
  const made = createHeaders();
  for (const [name, value] of Object.entries(values)) made.append(name, value);
  return made;
};
