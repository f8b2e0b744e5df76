import { AppError } from '@orderflow/errors';
import { createLogger } from '@orderflow/telemetry/logger';
import { createMetrics } from '@orderflow/telemetry/metrics';
import { Type } from 'typebox';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttp } from './create-http.ts';
import type { Http } from './http.ts';
import { problemResponses } from './problem.ts';
import { createReadiness } from './readiness.ts';
import { idempotencyKeySchema } from './request-headers.ts';

const open: Http[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((http) => http.close()));
});

async function given() {
  const lines: string[] = [];
  const readiness = createReadiness();
  const logger = createLogger({ service: 'test', pretty: false, destination: { write: (line) => lines.push(line) } });
  const metrics = createMetrics({ service: 'test', processMetrics: false });
  const http = await createHttp({ service: 'test', version: '1.2.3', logger, metrics, readiness });
  open.push(http);
  http.post(
    '/orders',
    {
      schema: {
        headers: Type.Object({ 'idempotency-key': Type.Optional(idempotencyKeySchema) }),
        body: Type.Object(
          { customerId: Type.String(), quantity: Type.Integer({ minimum: 1 }) },
          { additionalProperties: false },
        ),
        response: { 202: Type.Object({ orderId: Type.String() }), ...problemResponses('UNKNOWN_SKU', 'LOG_FULL') },
      },
    },
    (_request, reply) => {
      reply.code(202);
      return { orderId: 'o-1' };
    },
  );
  http.get(
    '/orders',
    {
      schema: {
        querystring: Type.Object({
          limit: Type.Optional(Type.Integer()),
          expand: Type.Optional(Type.Enum(['payment', 'items'])),
        }),
      },
    },
    (request) => ({
      limit: request.query.limit,
    }),
  );
  http.get('/orders/:id', (request) => {
    throw failures[(request.params as { id: string }).id];
  });
  http.get('/carts/:id', { schema: { params: Type.Object({ id: Type.String({ pattern: '^[0-9]+$' }) }) } }, () => ({}));
  return { http, lines, readiness, metrics };
}

const failures: Record<string, unknown> = {
  gone: new AppError('NOT_FOUND', 'There is no order gone.'),
  full: new AppError('LOG_FULL', 'Only accepted orders may use what is left.', { retryAfterSeconds: 2.2 }),
  sku: new AppError('UNKNOWN_SKU', 'There is no NOPE.', { details: { sku: 'NOPE' } }),
  bug: new Error('password=hunter2 at /srv/app/store.ts:12'),
  thrown: 'a string',
};

const json = { 'content-type': 'application/json' };
const jsonIn = (charset: string) => ({ 'content-type': `application/json; charset=${charset}` });
const good = JSON.stringify({ customerId: 'c-1', quantity: 1 });
const poisoned = '{"customerId":"c-1","quantity":1,"__proto__":{"a":1}}';

describe('a request that cannot be answered is answered with a problem document', () => {
  it.each([
    ['broken JSON', 'POST', '/orders', json, '{', 400, 'MALFORMED_REQUEST'],
    ['an empty body', 'POST', '/orders', json, '', 400, 'MALFORMED_REQUEST'],
    ['no body at all', 'POST', '/orders', {}, undefined, 400, 'VALIDATION_FAILED'],
    ['a prototype in the body', 'POST', '/orders', json, poisoned, 400, 'VALIDATION_FAILED'],
    ['a number as text', 'POST', '/orders', json, '{"customerId":"c","quantity":"1"}', 400, 'VALIDATION_FAILED'],
    ['an unknown property', 'POST', '/orders', json, '{"customerId":"c","quantity":1,"x":1}', 400, 'VALIDATION_FAILED'],
    ['another media type', 'POST', '/orders', { 'content-type': 'text/plain' }, 'hello', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a broken media type', 'POST', '/orders', { 'content-type': 'nonsense' }, 'hello', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a coded body', 'POST', '/orders', { ...json, 'content-encoding': 'gzip' }, good, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['Latin-1', 'POST', '/orders', jsonIn('latin1'), good, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a charset in quotes', 'POST', '/orders', jsonIn('"utf-16"'), good, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['17 KiB', 'POST', '/orders', json, JSON.stringify({ x: 'x'.repeat(17 * 1024) }), 413, 'BODY_TOO_LARGE'],
    [
      'a key of 256',
      'POST',
      '/orders',
      { ...json, 'idempotency-key': 'k'.repeat(256) },
      good,
      400,
      'VALIDATION_FAILED',
    ],
    ['an empty key', 'POST', '/orders', { ...json, 'idempotency-key': '' }, good, 400, 'VALIDATION_FAILED'],
    ['a key with spaces', 'POST', '/orders', { ...json, 'idempotency-key': 'a b' }, good, 400, 'VALIDATION_FAILED'],
    ['a query that is not a number', 'GET', '/orders?limit=x', {}, undefined, 400, 'VALIDATION_FAILED'],
    ['an unknown path', 'GET', '/nothing', {}, undefined, 404, 'NOT_FOUND'],
    ['a broken path', 'GET', '/orders/%zz', {}, undefined, 400, 'MALFORMED_REQUEST'],
    ['a long path', 'GET', `/carts/${'x'.repeat(2_000)}`, {}, undefined, 400, 'VALIDATION_FAILED'],
    ['another method', 'DELETE', '/orders', {}, undefined, 405, 'METHOD_NOT_ALLOWED'],
    ['XML wanted', 'GET', '/orders', { accept: 'application/xml' }, undefined, 406, 'NOT_ACCEPTABLE'],
    ['JSON refused', 'GET', '/orders', { accept: 'application/json;q=0, text/*' }, undefined, 406, 'NOT_ACCEPTABLE'],
    ['an order not found', 'GET', '/orders/gone', {}, undefined, 404, 'NOT_FOUND'],
    ['no room', 'GET', '/orders/full', {}, undefined, 503, 'LOG_FULL'],
    ['a bug', 'GET', '/orders/bug', {}, undefined, 500, 'INTERNAL'],
    ['a thrown string', 'GET', '/orders/thrown', {}, undefined, 500, 'INTERNAL'],
  ] as const)('%s', async (_case, method, url, headers, payload, status, code) => {
    const { http } = await given();

    const answer = await http.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });

    expect(answer.json()).toMatchObject({ status, code, title: expect.any(String), detail: expect.any(String) });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json().type).toBe(`urn:orderflow:problem:${code.toLowerCase().replaceAll('_', '-')}`);
  });

  it('that says where in the request the problem is', async () => {
    const { http } = await given();
    const post = (payload: string) => http.inject({ method: 'POST', url: '/orders', headers: json, payload });

    const missing = await post('{"quantity":1}');
    const unknown = await post('{"customerId":"c","quantity":1,"a/b":1}');
    const prototype = await post(poisoned);
    const wrong = await post('{"customerId":"c","quantity":0}');
    const other = await http.inject({ url: '/orders?expand=stock' });

    expect(missing.json().errors).toEqual([{ in: 'body', pointer: '/customerId', message: 'is required' }]);
    expect(unknown.json().errors).toEqual([{ in: 'body', pointer: '/a~1b', message: 'is not a known property' }]);
    expect(prototype.json().errors).toEqual([
      { in: 'body', pointer: '/__proto__', message: 'is not a known property' },
    ]);
    expect(wrong.json().errors).toEqual([{ in: 'body', pointer: '/quantity', message: 'must be >= 1' }]);
    expect(other.json().errors).toEqual([
      { in: 'query', pointer: '/expand', message: 'must be one of payment, items' },
    ]);
  });

  it('that says what is allowed, what is the matter and when to come back', async () => {
    const { http } = await given();

    const method = await http.inject({ method: 'DELETE', url: '/orders' });
    const full = await http.inject({ url: '/orders/full?secret=1' });
    const sku = await http.inject({ url: '/orders/sku' });

    expect(method.headers.allow).toBe('GET, HEAD, POST');
    expect(full.headers['retry-after']).toBe('3');
    expect(full.json().instance).toBe('/orders/full');
    expect(sku.json().details).toEqual({ sku: 'NOPE' });
    expect(sku.headers['retry-after']).toBeUndefined();
  });

  it('that tells nothing of our insides, which are logged', async () => {
    const { http, lines } = await given();

    const answer = await http.inject({ url: '/orders/bug' });

    expect(answer.body).not.toMatch(/hunter2|store\.ts/);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: 'error',
      route: '/orders/:id',
      err: { stack: expect.any(String) },
    });
  });
});

describe('a request that can be answered', () => {
  it.each(['utf-8', 'UTF-8', '"utf-8"', 'utf8'])('may say that its body is %s', async (charset) => {
    const { http } = await given();

    const answer = await http.inject({ method: 'POST', url: '/orders', headers: jsonIn(charset), payload: good });

    expect(answer.statusCode).toBe(202);
  });

  it('is answered in JSON, and not logged', async () => {
    const { http, lines } = await given();

    const answer = await http.inject({ method: 'POST', url: '/orders', headers: json, payload: good });

    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toEqual({ orderId: 'o-1' });
    expect(lines).toEqual([]);
  });

  it.each([undefined, '*/*', 'application/*', 'text/html, application/json;q=0.1', 'application/problem+json'])(
    'may accept %j',
    async (accept) => {
      const { http } = await given();

      const answer = await http.inject({ url: '/orders?limit=5', headers: accept === undefined ? {} : { accept } });

      expect(answer.json()).toEqual({ limit: 5 });
    },
  );

  it('is measured by its route, not its path; what has no route is measured as one', async () => {
    const { http, metrics } = await given();

    await http.inject({ url: '/orders/gone' });
    await http.inject({ url: '/wp-admin' });
    await http.inject({ url: '/healthz' });

    const { body } = await metrics.expose();
    const counts = body.split('\n').filter((line) => line.startsWith('http_server_request_duration_seconds_count'));
    expect(counts).toEqual([
      'http_server_request_duration_seconds_count{service="test",http_route="/orders/:id",http_request_method="GET",http_response_status_code="404"} 1',
      'http_server_request_duration_seconds_count{service="test",http_route="unmatched",http_request_method="GET",http_response_status_code="404"} 1',
    ]);
  });
});

describe('operation', () => {
  it('is alive at once, and ready when its parts are', async () => {
    const { http, readiness } = await given();
    const ready = async () => {
      const { statusCode, body } = await http.inject({ url: '/readyz' });
      return [statusCode, JSON.parse(body)];
    };

    expect((await http.inject({ url: '/healthz' })).json()).toEqual({ state: 'ok' });
    expect(await ready()).toEqual([200, { state: 'ok', parts: {} }]);
    readiness.set('postgres', 'degraded', 'away for 3 s');
    expect(await ready()).toEqual([
      200,
      { state: 'degraded', parts: { postgres: { state: 'degraded', reason: 'away for 3 s' } } },
    ]);
    readiness.set('nats', 'down', 'not connected');
    expect((await ready())[0]).toBe(503);
    readiness.set('nats', 'ok');
    readiness.drain();
    expect(await ready()).toMatchObject([503, { state: 'draining' }]);
  });

  it('shows metrics in the form that is asked for', async () => {
    const { http } = await given();

    const classic = await http.inject({ url: '/metrics' });
    const openMetrics = await http.inject({ url: '/metrics', headers: { accept: 'application/openmetrics-text' } });

    expect(classic.headers['content-type']).toContain('text/plain');
    expect(openMetrics.headers['content-type']).toContain('application/openmetrics-text');
  });

  it('describes itself in OpenAPI 3.1, problems included', async () => {
    const { http } = await given();

    const document = (await http.inject({ url: '/openapi.json' })).json();

    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Orderflow: test', version: '1.2.3' } });
    expect(Object.keys(document.paths)).toEqual(['/healthz', '/readyz', '/orders', '/orders/{id}', '/carts/{id}']);
    expect(document.paths['/orders'].post.responses['422'].content['application/problem+json'].schema).toEqual({
      $ref: '#/components/schemas/Problem',
    });
    expect(document.paths['/orders'].post.responses['422'].description).toContain('UNKNOWN_SKU');
    expect(document.paths['/orders'].post.responses['400'].description).toContain('VALIDATION_FAILED');
    expect(document.paths['/orders'].post.responses.default).toBeDefined();
    expect(document.components.schemas.Problem.properties.code).toBeDefined();
  });

  it('shows its documentation, which asks no other server for anything', async () => {
    const { http } = await given();

    const redirect = await http.inject({ url: '/docs' });
    const page = await http.inject({ url: '/docs/' });
    const script = await http.inject({ url: '/docs/js/scalar.js' });
    const nothing = await http.inject({ url: '/docs/nope?x=1' });

    expect(redirect.headers.location).toBe('/docs/');
    expect(nothing.headers['content-type']).toBe('application/problem+json');
    expect(nothing.json()).toMatchObject({ status: 404, code: 'NOT_FOUND', instance: '/docs/nope' });
    expect(page.body).toContain('<script src="js/scalar.js">');
    expect(page.body).not.toMatch(/https?:/);
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'self';/);
    expect(page.headers['content-security-policy']).not.toMatch(/http|\*/);
    expect(script.statusCode).toBe(200);
  });
});
