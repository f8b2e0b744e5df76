import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpTarget } from './http-target.ts';
import { parseMix } from './mix.ts';
import { runLoad } from './run-load.ts';
import { createTracker } from './tracker.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Answers orders at once, except while `stalled`: then all wait for its end. */
const startServer = async (answer: (respond: () => void) => void, states: () => string = () => 'CONFIRMED') => {
  let orders = 0;
  const accept = (response: ServerResponse) => {
    const orderId = `order-${++orders}`;
    response.writeHead(202, { 'content-type': 'application/json', location: `/orders/${orderId}?at=${orders}` });
    response.end(JSON.stringify({ orderId, status: 'PENDING' }));
  };
  const server = createServer((incoming, response) => {
    if (incoming.method === 'POST') answer(() => accept(response));
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ status: states() }));
    incoming.resume();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

interface LoadFacts {
  readonly rate: number;
  readonly durationSeconds: number;
  readonly connections?: number;
  readonly settleSeconds?: number;
}

const load = (url: string, { rate, durationSeconds: seconds, ...options }: LoadFacts) => {
  const target = createHttpTarget({ url, connections: options.connections ?? 8, timeoutMs: 10_000 });
  const common = {
    mix: parseMix('confirm=1'),
    run: 'test',
    withKeys: true,
    settleSeconds: 10,
    tracker: createTracker(),
  };
  return runLoad({ ...common, ...options, phases: [{ rate, seconds }], target }).finally(() => target.close());
};

describe('the load generator', () => {
  it('shows a stall of one second to its full extent, although few requests were in the server then', async () => {
    let release: (() => void)[] | undefined;
    const url = await startServer((respond) => {
      if (release) release.push(respond);
      else respond();
    });
    setTimeout(() => {
      release = [];
      setTimeout(() => {
        const waiting = release ?? [];
        release = undefined;
        for (const respond of waiting) respond();
      }, 1_000);
    }, 1_000);

    const report = await load(url, { rate: 200, durationSeconds: 6, connections: 2 });

    expect(report.accepted).toBe(1_200);
    // A sixth of all orders were due during the stall; a generator that waits for answers would have sent two. The others
    // are so many that the median is theirs, also where two connections take a while to catch up.
    expect(report.accept.p99).toBeGreaterThan(800);
    expect(report.accept.p90).toBeGreaterThan(300);
    expect(report.accept.p50).toBeLessThan(200);
  });

  it('sends at the rate that was asked for, whatever the answers do', async () => {
    const url = await startServer((respond) => setTimeout(respond, 200));
    const report = await load(url, { rate: 100, durationSeconds: 1, connections: 100 });
    expect(report.sent).toBe(100);
    expect(report.sendingSeconds).toBeGreaterThan(0.9);
    expect(report.sendingSeconds).toBeLessThan(1.6);
    expect(report.outcomes.CONFIRMED).toBe(100);
  });

  it('names the orders that have not ended when patience is over', async () => {
    const url = await startServer(
      (respond) => respond(),
      () => 'RESERVED',
    );
    const report = await load(url, { rate: 20, durationSeconds: 0.5, settleSeconds: 2 });
    expect(report.unfinished).toHaveLength(10);
    expect(report.unfinished).toContain('order-1');
  });

  it('sends its credential with every request', async () => {
    const seen = new Set<string | undefined>();
    const server = createServer((incoming, response) => {
      seen.add(incoming.headers.authorization);
      incoming.resume();
      response.writeHead(401, { 'content-type': 'application/problem+json' }).end('{}');
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const target = createHttpTarget({ url, connections: 1, timeoutMs: 2_000, apiKey: 'of_key' });
    const order = { customerId: 'ada', orderId: 'order-1', location: '/orders/order-1' };
    await target.post({
      ...order,
      items: [{ sku: 'TEAPOT', quantity: 1 }],
      paymentToken: 'tok_visa',
      idempotencyKey: undefined,
    });
    await target.get(order, 'location');
    await target.follow(order, 1_000);
    await target.close();
    expect(seen).toEqual(new Set(['Bearer of_key']));
  });

  it('counts refusals by their code', async () => {
    const server = createServer((incoming, response) => {
      incoming.resume();
      response
        .writeHead(503, { 'content-type': 'application/problem+json' })
        .end(JSON.stringify({ code: 'QUEUE_FULL' }));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const report = await load(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      rate: 20,
      durationSeconds: 0.5,
    });
    expect(report.refusals).toEqual(new Map([['503 QUEUE_FULL', 10]]));
    expect(report.accepted).toBe(0);
  });
});
