import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { json } from 'node:stream/consumers';
import { createLogger } from '@orderflow/telemetry/logger';
import { createMetrics } from '@orderflow/telemetry/metrics';
import { waitFor } from '@orderflow/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttp, type HttpOptions } from './create-http.ts';
import { createReadiness } from './readiness.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A server on a free port with a route that answers when it is told to. */
async function given(options: Pick<HttpOptions, 'capacity' | 'rateLimit'>) {
  const lines: string[] = [];
  const metrics = createMetrics({ service: 'test', processMetrics: false });
  const logger = createLogger({ service: 'test', pretty: false, destination: { write: (line) => lines.push(line) } });
  const http = await createHttp({
    service: 'test',
    version: '1.0.0',
    logger,
    metrics,
    readiness: createReadiness(),
    ...options,
  });
  closing.push(() => http.close());
  const answer = Promise.withResolvers<{ done: boolean }>();
  http.get('/slow', () => answer.promise);
  http.get('/quick', () => ({ done: true }));
  await http.listen({ host: '127.0.0.1', port: 0 });
  const address = http.server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  const { port } = address;

  const send = (path: string) => {
    const sent = request({ port, path, host: '127.0.0.1', agent: false }).on('error', () => {});
    sent.end();
    return sent;
  };
  const get = async (path: string) => {
    const [response] = await once(send(path), 'response');
    return { status: response.statusCode, headers: response.headers, body: await json(response) };
  };
  const metric = async (name: string) => {
    const { body } = await metrics.expose();
    return Number(new RegExp(`^${name}\\{.*\\} (\\S+)$`, 'm').exec(body)?.[1] ?? 0);
  };
  return { port, get, send, metric, lines, answer };
}

const open = async (port: number): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  closing.push(async () => socket.destroy());
  await once(socket, 'connect');
  return socket;
};

describe('connections beyond the cap', () => {
  const capacity = { maxConnections: 3, maxInFlight: 100 };

  it('are closed at once, counted and logged; the others go on, and room that is made is used', async () => {
    const { port, get, metric, lines } = await given({ capacity });
    const held = [await open(port), await open(port), await open(port)];

    const refused = [await open(port), await open(port)];
    for (const socket of refused) if (!socket.closed) await once(socket, 'close');

    expect(await metric('http_server_connections_dropped_total')).toBe(2);
    expect(lines.filter((line) => line.includes('"maxConnections":3'))).toHaveLength(1);
    expect(held.every((socket) => !socket.destroyed)).toBe(true);
    held[0]?.destroy();
    expect(await waitFor(() => get('/quick').catch(() => false as const))).toMatchObject({ status: 200 });
  });
});

describe('requests in flight beyond the cap', () => {
  const capacity = { maxConnections: 100, maxInFlight: 2 };

  it('are refused with 503 until others are answered; how the process is, it still tells', async () => {
    const { get, metric, answer } = await given({ capacity });
    const waiting = [get('/slow'), get('/slow')];
    await waitFor(async () => (await metric('http_server_active_requests')) === 2);

    expect(await get('/quick')).toMatchObject({
      status: 503,
      body: { code: 'QUEUE_FULL' },
      headers: { 'retry-after': '1', 'content-type': 'application/problem+json' },
    });
    expect((await get('/healthz')).status).toBe(200);

    answer.resolve({ done: true });
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
    await waitFor(async () => (await metric('http_server_active_requests')) === 0);
    expect((await get('/quick')).status).toBe(200);
  });

  it('leave room when their client gives up', async () => {
    const { get, send, metric } = await given({ capacity });
    const leaving = [send('/slow'), send('/slow')];
    await waitFor(async () => (await metric('http_server_active_requests')) === 2);

    for (const sent of leaving) sent.destroy();

    await waitFor(async () => (await metric('http_server_active_requests')) === 0);
    expect((await get('/quick')).status).toBe(200);
  });
});

describe('a sender that sends too much', () => {
  it('is refused with 429 and told when to come back; how the process is, it still learns', async () => {
    const { get } = await given({ rateLimit: { perSecond: 0.1, burst: 3 } });
    for (let sent = 0; sent < 3; sent += 1) expect((await get('/quick')).status).toBe(200);

    const refused = await get('/quick');

    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED', status: 429 } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(30);
    for (let sent = 0; sent < 5; sent += 1) expect((await get('/healthz')).status).toBe(200);
  });

  it('may send again after a while', async () => {
    const { get } = await given({ rateLimit: { perSecond: 20, burst: 2 } });

    await waitFor(async () => (await get('/quick')).status === 429);

    await waitFor(async () => (await get('/quick')).status === 200);
  });
});
