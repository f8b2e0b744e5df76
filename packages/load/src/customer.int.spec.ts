import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ClientRequest, createMemoryHistory } from '@orderflow/audit';
import { afterEach, describe, expect, it } from 'vitest';
import { createCustomer } from './customer.ts';
import { createHttpTarget } from './http-target.ts';
import type { OrderPlan } from './plan.ts';

type Reply = (response: ServerResponse) => void;
interface Received {
  readonly call: string;
  readonly key: string | undefined;
  readonly body: string;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const json = (status: number, body: object, location?: string): Reply => {
  return (response) => {
    const headers = { 'content-type': 'application/json', ...(location === undefined ? {} : { location }) };
    response.writeHead(status, headers).end(JSON.stringify(body));
  };
};
const location = '/orders/o1?at=7';
const accepted = json(202, { orderId: 'o1', status: 'PENDING' }, location);
const unavailable = json(503, { code: 'LOG_UNAVAILABLE' });
const hangUp: Reply = (response) => void response.destroy();
const shown = (status: string) => json(200, { orderId: 'o1', status });
const told =
  (...names: readonly string[]): Reply =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const name of names) response.write(`event: ${name}\nid: 1\ndata: {}\n\n`);
    response.end(': cut off in the middle of an ev');
  };

const read = async (incoming: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of incoming) text += String(chunk);
  return text;
};

/** Replies to each call in turn; the last reply of a call is given again and again. */
const start = async (script: Readonly<Record<string, readonly Reply[]>>, patienceMs = 5_000) => {
  const received: Received[] = [];
  const counts = new Map<string, number>();
  const server = createServer(async (incoming, response) => {
    const call = `${incoming.method} ${incoming.url}`;
    const key = incoming.headers['idempotency-key'];
    received.push({ call, key: typeof key === 'string' ? key : undefined, body: await read(incoming) });
    const replies = script[call] ?? [json(404, { code: 'NOT_FOUND' })];
    const turn = counts.get(call) ?? 0;
    counts.set(call, turn + 1);
    replies[Math.min(turn, replies.length - 1)]?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const history = createMemoryHistory();
  const { port } = server.address() as AddressInfo;
  const target = createHttpTarget({ url: `http://127.0.0.1:${port}`, connections: 4, timeoutMs: 2_000, history });
  closing.push(async () => {
    await target.close();
    server.closeAllConnections();
    server.close();
  });
  const refused: string[] = [];
  const signal = new AbortController().signal;
  const customer = createCustomer({ target, patienceMs, signal, onRefused: (code) => refused.push(code) });
  return { received, requests: history.requests, refused, customer };
};

const plan = (facts: Partial<OrderPlan> = {}): OrderPlan => ({
  index: 0,
  kind: 'confirm',
  sku: 'TEAPOT',
  customerId: 'ada',
  key: 'k1',
  cancel: undefined,
  read: undefined,
  repeat: undefined,
  ...facts,
});
const order = { customerId: 'ada', orderId: 'o1', location };
const short = ({ kind, status, seen }: ClientRequest) => [kind, status, ...seen];

describe('a customer', () => {
  it('sends the same key and the same body until there is an answer', async () => {
    const script = { 'POST /orders': [hangUp, unavailable, json(429, { code: 'RATE_LIMITED' }), accepted] };
    const { received, requests, refused, customer } = await start(script);
    expect(await customer.order(plan())).toEqual({ kind: 'accepted', orderId: 'o1', location });
    expect(new Set(received.map(({ key, body }) => `${key} ${body}`)).size).toBe(1);
    expect(requests.map(short)).toEqual([
      ['post', null],
      ['post', 503],
      ['post', 429],
      ['post', 202],
    ]);
    expect(new Set(requests.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    expect(requests.at(-1)).toMatchObject({ customerId: 'ada', key: 'k1', orderId: 'o1', location });
    expect(requests.every(({ startedAt, endedAt }) => startedAt > 0 && endedAt >= startedAt)).toBe(true);
    expect(refused).toEqual(['ECONNRESET', '503 LOG_UNAVAILABLE', '429 RATE_LIMITED']);
  });

  it('takes a refusal for an answer, and sends nothing twice without a key or patience', async () => {
    const refusal = await start({ 'POST /orders': [json(422, { code: 'UNKNOWN_SKU' })] });
    expect(await refusal.customer.order(plan())).toMatchObject({ kind: 'refused', code: '422 UNKNOWN_SKU' });
    const keyless = await start({ 'POST /orders': [unavailable] });
    await keyless.customer.order(plan({ key: undefined }));
    const impatient = await start({ 'POST /orders': [unavailable] }, 0);
    await impatient.customer.order(plan());
    expect([refusal, keyless, impatient].map(({ received }) => received.length)).toEqual([1, 1, 1]);
  });

  it('looks by location and by id until the order has ended, and records what it saw', async () => {
    const { requests, customer } = await start({
      [`GET ${location}`]: [json(202, { status: 'PENDING' }), shown('CONFIRMED')],
      'GET /orders/o1': [shown('RESERVED'), shown('CONFIRMED')],
    });
    await customer.followUp(plan({ read: 'ask' }), order);
    expect(requests.map(short)).toEqual([
      ['get', 202],
      ['get', 200, 'RESERVED'],
      ['get', 200, 'CONFIRMED'],
      ['get', 200, 'CONFIRMED'],
    ]);
    expect(requests.map((request) => request.location)).toEqual([location, '/orders/o1', location, '/orders/o1']);
  });

  it('hears the events of the order, of a stream that is cut off those that came whole', async () => {
    const { requests, customer } = await start({
      'GET /orders/o1/events?at=7': [told('PENDING', 'RESERVED')],
      [`GET ${location}`]: [shown('CONFIRMED')],
      'GET /orders/o1': [shown('CONFIRMED')],
    });
    await customer.followUp(plan({ read: 'events' }), order);
    expect(requests.map(short)[0]).toEqual(['events', 200, 'PENDING', 'RESERVED']);
  });

  it('waits for the end, if it is told so', async () => {
    const { received, requests, customer } = await start({
      'POST /orders': [json(200, { orderId: 'o1', status: 'REJECTED' }, location)],
    });
    await customer.order(plan({ read: 'wait' }));
    expect(received).toHaveLength(1);
    expect(requests.map(short)).toEqual([['post', 200, 'REJECTED']]);
  });

  it('cancels at once, when the order is reserved, and too late', async () => {
    const cancel = 'POST /orders/o1/cancel?at=7';
    const script = {
      [cancel]: [unavailable, json(202, { status: 'PENDING' })],
      [`GET ${location}`]: [shown('PENDING'), shown('CONFIRMED')],
      'GET /orders/o1': [shown('RESERVED')],
    };
    const calls = async (moment: OrderPlan['cancel']) => {
      const { requests, customer } = await start(script);
      await customer.followUp(plan({ cancel: moment }), order);
      return requests.map(short);
    };
    const cancelled = [
      ['cancel', 503],
      ['cancel', 202],
    ];
    const midway = [
      ['get', 200, 'PENDING'],
      ['get', 200, 'RESERVED'],
    ];
    expect(await calls('at once')).toEqual(cancelled);
    expect(await calls('while paying')).toEqual([...midway, ...cancelled]);
    expect(await calls('late')).toEqual([...midway, ['get', 200, 'CONFIRMED'], ...cancelled]);
  });

  it('sends the order once more, as it was or with another body under its key', async () => {
    const { received, requests, customer } = await start({ 'POST /orders': [accepted, json(422, { code: 'X' })] });
    await customer.followUp(plan({ repeat: 'same body' }), order);
    await customer.followUp(plan({ repeat: 'another body' }), order);
    expect(received.map(({ key }) => key)).toEqual(['k1', 'k1']);
    expect(new Set(requests.map(({ fingerprint }) => fingerprint)).size).toBe(2);
    expect(requests.map(({ status }) => status)).toEqual([202, 422]);
  });
});
