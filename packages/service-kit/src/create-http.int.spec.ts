import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createLogger } from '@orderflow/telemetry/logger';
import { createMetrics } from '@orderflow/telemetry/metrics';
import { waitFor } from '@orderflow/testkit';
import { Type } from 'typebox';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttp } from './create-http.ts';
import type { Http } from './http.ts';
import { createReadiness } from './readiness.ts';

const open: Http[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((http) => http.close()));
});

/** A server on a free port with a route that answers when it is told to. */
async function given(options: { requestTimeoutMs?: number; maxEventLoopDelayMs?: number; warmUpMs?: number } = {}) {
  const readiness = createReadiness();
  const http = await createHttp({
    service: 'test',
    version: '1.0.0',
    logger: createLogger({ service: 'test', level: 'silent' }),
    metrics: createMetrics({ service: 'test', processMetrics: false }),
    readiness,
    ...options,
  });
  open.push(http);
  const arrived = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<{ done: boolean }>();
  http.get('/slow', () => {
    arrived.resolve();
    return answer.promise;
  });
  http.get('/quick', () => ({ done: true }));
  http.post('/orders', { schema: { body: Type.Object({ customerId: Type.String() }) } }, () => ({ done: true }));
  await http.listen({ host: '127.0.0.1', port: 0 });
  const address = http.server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return { http, readiness, port: address.port, arrived: arrived.promise, answer };
}

async function get(port: number, path: string, agent?: Agent) {
  const sent = request({ port, path, host: '127.0.0.1', agent: agent ?? false });
  sent.end();
  const [response] = await once(sent, 'response');
  return { status: response.statusCode, headers: response.headers, body: JSON.parse(await text(response)) };
}

/** Writes to a bare socket and reads until the server closes it. */
async function raw(port: number, ...chunks: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  for (const chunk of chunks) socket.write(chunk);
  return text(socket);
}

const problemIn = (answer: string) => JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));

describe('a process that stops', () => {
  it('serves on while it drains, and asks its clients to come back elsewhere', async () => {
    const { port, readiness } = await given();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });

    const before = await get(port, '/quick', agent);
    readiness.drain();
    const during = await get(port, '/quick', agent);

    expect(before.headers.connection).toBe('keep-alive');
    expect(during).toMatchObject({ status: 200, body: { done: true }, headers: { connection: 'close' } });
    expect((await get(port, '/readyz')).status).toBe(503);
    agent.destroy();
  });

  it('finishes the request in flight, and closes its connection', async () => {
    const { http, port, arrived, answer } = await given();
    const answered = get(port, '/slow', new Agent({ keepAlive: true }));
    await arrived;

    const closed = http.close();
    await waitFor(() => !http.server.listening);
    answer.resolve({ done: true });

    expect(await answered).toMatchObject({ status: 200, body: { done: true }, headers: { connection: 'close' } });
    await closed;
  });

  it('refuses a request that was only half here when it stopped accepting', async () => {
    const { http, port, arrived, answer } = await given();
    const inFlight = get(port, '/slow');
    await arrived;
    const socket = connect(port, '127.0.0.1');
    const received = text(socket);
    const connected = once(http.server, 'connection');
    socket.write('GET /quick HTTP/1.1\r\nho');
    const [serverSide] = await connected;
    await waitFor(() => serverSide.bytesRead > 0);

    const closed = http.close();
    await waitFor(() => !http.server.listening);
    socket.write('st: x\r\n\r\n');

    const refused = await received;
    expect(refused).toMatch(/^HTTP\/1.1 503 Service Unavailable/);
    expect(refused).toMatch(/\r\nconnection: close\r\n/i);
    expect(refused).toMatch(/\r\nretry-after: 1\r\n/i);
    expect(problemIn(refused)).toMatchObject({ code: 'DRAINING', status: 503 });
    answer.resolve({ done: true });
    expect((await inFlight).status).toBe(200);
    await closed;
  });

  it('is not held up by a body that does not come', async () => {
    const { http, port } = await given({ requestTimeoutMs: 300 });
    const arrived = once(http.server, 'request');
    const answered = raw(
      port,
      'POST /orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n{',
    );
    await arrived;

    await http.close();

    expect(await answered).toBe('');
  });

  it('answers those too whose connection it had not taken yet', async () => {
    const { http, port } = await given();
    const clients = Array.from({ length: 100 }, () => connect(port, '127.0.0.1'));
    const answers = clients.map((client) => text(client));
    for (const client of clients) client.write('GET /quick HTTP/1.1\r\nhost: x\r\n\r\n');
    // The first of them: node takes one in each turn of the event loop, and the others wait.
    await once(http.server, 'connection');

    await http.close();

    expect(http.server.listening).toBe(false);
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1.1 (200|503) /);
  });

  it('is not held up by a connection on which nothing is sent', async () => {
    const { http, port } = await given();
    const silent = connect(port, '127.0.0.1');
    await once(http.server, 'connection');

    await http.close();

    expect(await text(silent)).toBe('');
  });

  it('refuses new connections at once, and closes idle ones', async () => {
    const { http, port } = await given();
    const agent = new Agent({ keepAlive: true });
    await get(port, '/quick', agent);

    await http.close();

    await expect(get(port, '/quick')).rejects.toThrow('ECONNREFUSED');
    agent.destroy();
  });
});

describe('a process that cannot keep up', () => {
  it('refuses work with 503 and says when to come back, and still tells how it is', async () => {
    const { port } = await given({ maxEventLoopDelayMs: 20, warmUpMs: 0 });
    const busy = setInterval(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100), 1);

    const refused = await waitFor(async () => {
      const answer = await get(port, '/quick');
      return answer.status === 503 && answer;
    });
    const healthy = await get(port, '/healthz');
    clearInterval(busy);

    expect(refused).toMatchObject({ body: { code: 'QUEUE_FULL' }, headers: { 'retry-after': '2' } });
    expect(healthy.status).toBe(200);
    await waitFor(async () => (await get(port, '/quick')).status === 200);
  });
});

describe('a process that has just started', () => {
  it('takes work though loading it held up the event loop', async () => {
    const { http, port } = await given({ maxEventLoopDelayMs: 20 });
    const busy = setInterval(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100), 1);

    // The measure says overload, and it is no reason to refuse yet.
    await waitFor(() => http.memoryUsage().eventLoopDelay > 20);
    const taken = await get(port, '/quick');
    clearInterval(busy);

    expect(taken.status).toBe(200);
  });
});

describe('what is not a request', () => {
  it.each([
    ['not HTTP', 'hello\r\n\r\n', 'MALFORMED_REQUEST'],
    [
      'two lengths',
      'POST /orders HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}',
      'MALFORMED_REQUEST',
    ],
    ['headers without end', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 'MALFORMED_REQUEST'],
  ])('(%s) is answered with a problem and closed', async (_case, sent, code) => {
    const { port } = await given();

    const answer = await raw(port, sent);

    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    expect(answer).toContain('content-type: application/problem+json\r\n');
    expect(problemIn(answer)).toMatchObject({ status: 400, code });
  });

  it('(a request without Host) is answered with a problem', async () => {
    const { port } = await given();

    const answer = await raw(port, 'GET /quick HTTP/1.1\r\nconnection: close\r\n\r\n');

    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    expect(problemIn(answer)).toMatchObject({ code: 'MALFORMED_REQUEST', detail: 'The request has no Host header.' });
  });

  it('(a body that does not come) is answered with 408 when its time is up, and closed', async () => {
    const { port } = await given({ requestTimeoutMs: 300 });
    const head = 'POST /orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n';

    const answer = await raw(port, head, '{"custo');

    expect(answer).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/);
    expect(problemIn(answer)).toMatchObject({ status: 408, code: 'REQUEST_TIMEOUT' });
  });

  it('(an expectation we do not meet) is answered with a problem', async () => {
    const { port } = await given();

    const answer = await raw(port, 'GET /quick HTTP/1.1\r\nhost: x\r\nexpect: a-pony\r\nconnection: close\r\n\r\n');

    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    expect(problemIn(answer)).toMatchObject({ code: 'MALFORMED_REQUEST' });
  });

  it('(a client that goes away) harms nobody', async () => {
    const { port } = await given();
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /orders HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{');
    socket.resetAndDestroy();
    await once(socket, 'close');

    expect((await get(port, '/quick')).status).toBe(200);
  });
});
