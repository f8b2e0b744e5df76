import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '@orderflow/errors';
import { activeTraceparent } from '@orderflow/telemetry';
import { createLogger } from '@orderflow/telemetry/logger';
import { createMetrics } from '@orderflow/telemetry/metrics';
import { type SpanRecorder, startSpanRecorder } from '@orderflow/telemetry/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHttp } from './create-http.ts';
import type { Http } from './http.ts';
import { createReadiness } from './readiness.ts';

const sender = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const serverKind = 1;

let recorder: SpanRecorder;
let http: Http;
let base: string;
/** `traceparent` of the span in which the handler ran. */
let seen: string | undefined;

beforeAll(async () => {
  recorder = await startSpanRecorder();
  http = await createHttp({
    service: 'test',
    version: '1',
    logger: createLogger({ service: 'test', pretty: false, destination: { write: () => {} } }),
    metrics: createMetrics({ service: 'test', processMetrics: false }),
    readiness: createReadiness(),
  });
  http.post('/orders/:id', async () => {
    seen = activeTraceparent();
    return {};
  });
  http.get('/unknown', () => {
    throw new AppError('NOT_FOUND', 'No such order.');
  });
  http.get('/away', () => {
    throw new AppError('LOG_UNAVAILABLE', 'The log is away.');
  });
  http.get('/broken', () => {
    throw new Error('a defect');
  });
  http.get('/never', () => {
    http.server.emit('reached');
    return new Promise(() => {});
  });
  await http.listen({ host: '127.0.0.1', port: 0 });
  base = `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await http.close();
  await recorder.stop();
});
beforeEach(() => recorder.clear());

/** The one span that a request has left. */
const spanOf = async (path: string, init: RequestInit = {}) => {
  await (await fetch(`${base}${path}`, init)).text();
  await vi.waitFor(() => expect(recorder.spans()).toHaveLength(1));
  return recorder.spans()[0];
};

describe('the span of a request', () => {
  it('is a child of the sender’s, named by its route, and the handler runs in it, with a body or without', async () => {
    const span = await spanOf('/orders/7?expand=payment', {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: `00-${sender.traceId}-${sender.spanId}-01` },
      body: '{}',
    });

    expect(span).toMatchObject({
      name: 'POST /orders/:id',
      kind: serverKind,
      traceId: sender.traceId,
      parentSpanId: sender.spanId,
      failed: false,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/orders/:id',
        'url.path': '/orders/7',
        'url.query': 'expand=payment',
        'url.scheme': 'http',
        'http.response.status_code': 200,
      },
    });
    expect(seen).toBe(`00-${sender.traceId}-${span?.spanId}-01`);
  });

  it('is none when the sender’s trace is not sampled, and the trace goes on unsampled', async () => {
    await fetch(`${base}/orders/7`, {
      method: 'POST',
      headers: { traceparent: `00-${sender.traceId}-${sender.spanId}-00` },
    });
    await spanOf('/orders/8', { method: 'POST' });

    expect(recorder.spans()).toMatchObject([{ attributes: { 'url.path': '/orders/8' } }]);
  });

  it('of one that is unsampled still has the trace of its sender', async () => {
    await fetch(`${base}/orders/7`, {
      method: 'POST',
      headers: { traceparent: `00-${sender.traceId}-${sender.spanId}-00` },
    });

    expect(seen).toMatch(new RegExp(`^00-${sender.traceId}-[0-9a-f]{16}-00$`));
  });

  it.each([
    ['a refusal', '/unknown', 404, false, []],
    ['a path without a route', '/nowhere', 404, false, []],
    ['a dependency that is away', '/away', 503, true, []],
    ['a defect', '/broken', 500, true, ['a defect']],
  ])('of %s says whether the server has failed', async (_what, path, status, failed, exceptions) => {
    expect(await spanOf(path)).toMatchObject({
      failed,
      exceptions,
      attributes: { 'http.response.status_code': status, ...(failed ? { 'error.type': String(status) } : {}) },
    });
  });

  it('ends when the client leaves before it is answered, without a status', async () => {
    const asked = request(`${base}/never`);
    asked.on('error', () => {});
    asked.end();
    await once(http.server, 'reached');
    asked.destroy();
    await vi.waitFor(() => expect(recorder.spans()).toMatchObject([{ name: 'GET /never' }]));

    expect(recorder.spans()[0]?.attributes).not.toHaveProperty('http.response.status_code');
  });

  it.each(['/healthz', '/metrics', '/openapi.json'])('is not made for %s', async (path) => {
    await (await fetch(`${base}${path}`)).text();
    await spanOf('/unknown');

    expect(recorder.spans()).toMatchObject([{ name: 'GET /unknown' }]);
  });
});
