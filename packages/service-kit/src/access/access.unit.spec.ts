import { AppError } from '@orderflow/errors';
import { createLogger } from '@orderflow/telemetry/logger';
import { createMetrics } from '@orderflow/telemetry/metrics';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttp } from '../create-http.ts';
import type { Http } from '../http.ts';
import { createReadiness } from '../readiness.ts';
import { createApiKey, readApiKeys } from './api-keys.ts';
import { createAuthenticate } from './authenticate.ts';
import { demandCustomer, ownerOf } from './principal.ts';
import type { RateLimit } from './rate-limit.ts';

const ada = createApiKey({ customer: 'ada', scopes: ['customer'], name: 'ada-1' });
const shop = createApiKey({ customer: '*', scopes: ['customer'], name: 'shop' });
const order = createApiKey({ customer: '*', scopes: ['payments'], name: 'order' });
const admin = createApiKey({ customer: '*', scopes: ['admin'], name: 'ops' });
const lines = [ada, shop, order, admin].map(({ line }) => line).join('\n');

const open: Http[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((http) => http.close()));
});

async function given(keys: string | undefined, rateLimit?: RateLimit) {
  const http = await createHttp({
    service: 'test',
    version: '1.0.0',
    logger: createLogger({ service: 'test', level: 'silent' }),
    metrics: createMetrics({ service: 'test', processMetrics: false }),
    readiness: createReadiness(),
    rateLimit,
    authenticate: keys === undefined ? undefined : createAuthenticate({ apiKeys: readApiKeys(keys) }),
  });
  open.push(http);
  http.get('/mine', ({ principal }) => ({ name: principal.name, owner: ownerOf(principal) ?? null }));
  http.get('/payments', { config: { access: 'payments' } }, () => ({ done: true }));
  http.get('/documented', { schema: { summary: 'Documented' } }, () => ({ done: true }));
  http.put('/products', { config: { access: 'admin' } }, () => ({ done: true }));
  return http;
}

const bearer = ({ key }: { readonly key: string }) => ({ authorization: `Bearer ${key}` });

describe('without authentication', () => {
  it('everybody may do everything', async () => {
    const http = await given(undefined);

    expect((await http.inject('/mine')).json()).toEqual({ name: 'everybody', owner: null });
    expect((await http.inject({ method: 'PUT', url: '/products' })).statusCode).toBe(200);
  });
});

describe('with API keys', () => {
  it.each([
    ['a customer', ada, '/mine', 'GET'],
    ['one for all customers', shop, '/mine', 'GET'],
    ['a service', order, '/payments', 'GET'],
    ['an administrator', admin, '/products', 'PUT'],
    ['an administrator', admin, '/payments', 'GET'],
    ['an administrator', admin, '/mine', 'GET'],
    ['a customer', ada, '/mine', 'HEAD'],
  ] as const)('%s is let in where it may go', async (_who, key, url, method) => {
    const http = await given(lines);

    expect((await http.inject({ method, url, headers: bearer(key) })).statusCode).toBe(200);
  });

  it.each([
    ['nothing', {}, 'Bearer realm="orderflow"'],
    ['an empty header', { authorization: '' }, 'Bearer realm="orderflow", error="invalid_token"'],
    ['another scheme', { authorization: `Basic ${ada.key}` }, 'Bearer realm="orderflow", error="invalid_token"'],
    ['no credential', { authorization: 'Bearer ' }, 'Bearer realm="orderflow", error="invalid_token"'],
    ['two', { authorization: `Bearer ${ada.key} ${ada.key}` }, 'Bearer realm="orderflow", error="invalid_token"'],
    ['an unknown key', bearer(createApiKey({ customer: 'ada', scopes: ['admin'], name: 'x' })), /invalid_token/],
    ['a key that lacks its end', { authorization: `Bearer ${ada.key.slice(0, -1)}` }, /invalid_token/],
    ['the hash of a key', { authorization: `Bearer ${JSON.parse(ada.line).hash}` }, /invalid_token/],
    ['a JWT', { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.' }, /invalid_token/],
  ])('%s is refused with 401, and told how to do better', async (_case, headers, challenge) => {
    const http = await given(lines);

    for (const [method, url] of [
      ['GET', '/mine'],
      ['PUT', '/products'],
    ] as const) {
      const refused = await http.inject({ method, url, headers });

      expect(refused.statusCode).toBe(401);
      expect(refused.headers['content-type']).toBe('application/problem+json');
      expect(refused.json()).toMatchObject({ code: 'UNAUTHENTICATED' });
      expect(refused.headers['www-authenticate']).toMatch(challenge);
      expect(refused.body).not.toContain(ada.key.slice(4, 30));
    }
  });

  it.each([
    ['a customer', ada, '/products', 'PUT', 'admin'],
    ['a customer', ada, '/payments', 'GET', 'payments'],
    ['one for all customers', shop, '/products', 'PUT', 'admin'],
    ['one for all customers', shop, '/payments', 'GET', 'payments'],
    ['a service', order, '/mine', 'GET', 'customer'],
    ['a service', order, '/products', 'PUT', 'admin'],
  ] as const)('%s is refused with 403 where it may not go', async (_who, key, url, method, scope) => {
    const http = await given(lines);

    const refused = await http.inject({ method, url, headers: bearer(key) });

    expect(refused.statusCode).toBe(403);
    expect(refused.json()).toMatchObject({ code: 'FORBIDDEN', details: { scope } });
    expect(refused.headers['www-authenticate']).toContain(`error="insufficient_scope", scope="${scope}"`);
  });

  it.each(['/healthz', '/readyz', '/metrics', '/openapi.json', '/docs/'])('%s asks for nothing', async (url) => {
    const http = await given(lines);

    expect((await http.inject(url)).statusCode).toBe(200);
  });
});

describe('the OpenAPI document', () => {
  const documented = async (http: Http) => {
    const { components, paths } = (await http.inject('/openapi.json')).json();
    const { security, responses } = paths['/documented'].get;
    return { schemes: components.securitySchemes, security, statuses: Object.keys(responses) };
  };

  it('names the credential and what it has to allow, and what a request without it is answered with', async () => {
    const { schemes, security, statuses } = await documented(await given(lines, { perSecond: 1, burst: 2 }));

    expect(schemes).toMatchObject({ credential: { type: 'http', scheme: 'bearer' } });
    expect(security).toEqual([{ credential: ['customer'] }]);
    expect(statuses).toEqual(expect.arrayContaining(['401', '403', '429']));
  });

  it('names none of it where nobody is asked or held back', async () => {
    const { schemes, security, statuses } = await documented(await given(undefined));

    expect([schemes, security]).toEqual([undefined, undefined]);
    for (const status of ['401', '403', '429']) expect(statuses).not.toContain(status);
  });
});

describe('a limit', () => {
  const rateLimit = { perSecond: 0.01, burst: 2 };
  const second = createApiKey({ customer: 'ada', scopes: ['customer'], name: 'ada-2' });

  it('counts by customer, whichever of its keys is used, and by credential for who acts for all', async () => {
    const http = await given(`${lines}\n${second.line}`, rateLimit);
    const status = async (key: { readonly key: string }) =>
      (await http.inject({ url: '/mine', headers: bearer(key) })).statusCode;

    expect([await status(ada), await status(second), await status(ada)]).toEqual([200, 200, 429]);
    expect([await status(shop), await status(admin)]).toEqual([200, 200]);
  });

  it('counts what is not known by its address, before it is told that it is not known', async () => {
    const http = await given(lines, rateLimit);
    const status = async (key: string, remoteAddress: string) =>
      (await http.inject({ url: '/mine', headers: bearer({ key }), remoteAddress })).statusCode;

    expect([await status('a', '10.0.0.1'), await status('b', '10.0.0.1'), await status('c', '10.0.0.1')]).toEqual([
      401, 401, 429,
    ]);
    expect([await status('a', '10.0.0.2'), await status(ada.key, '10.0.0.1')]).toEqual([401, 200]);
  });

  it('counts by address where nobody is known', async () => {
    const http = await given(undefined, rateLimit);
    const status = async (remoteAddress: string) => (await http.inject({ url: '/mine', remoteAddress })).statusCode;

    expect([await status('10.0.0.1'), await status('10.0.0.1'), await status('10.0.0.1')]).toEqual([200, 200, 429]);
    expect(await status('10.0.0.2')).toBe(200);
  });
});

describe('the lines of API keys', () => {
  it('hold nothing that a key could be made of, and find it', () => {
    expect(ada.key).toMatch(/^ofk_[\w-]{43}$/);
    expect(ada.line).not.toContain(ada.key.slice(4));
    expect(readApiKeys(`\n${ada.line}\n\n`).find(ada.key)).toEqual({
      name: 'ada-1',
      customers: { only: 'ada' },
      scopes: new Set(['customer']),
    });
    expect(createApiKey({ customer: 'ada', scopes: ['customer'], name: 'ada-1' }).key).not.toBe(ada.key);
  });

  const hash = `sha256:${'0'.repeat(64)}`;
  it.each([
    ['no JSON', 'secret', 'API_KEYS, line 2: it must be an object.'],
    [
      'a key in place of its hash',
      JSON.stringify({ hash: ada.key, customer: 'a', scopes: ['admin'], name: 'n' }),
      /`hash`/,
    ],
    ['no customer', JSON.stringify({ hash, scopes: ['admin'], name: 'n' }), /`customer`/],
    [
      'an unknown scope',
      JSON.stringify({ hash, customer: 'a', scopes: ['root'], name: 'n' }),
      /customer, payments, admin/,
    ],
    ['no scope', JSON.stringify({ hash, customer: 'a', scopes: [], name: 'n' }), /`scopes`/],
    ['no name', JSON.stringify({ hash, customer: 'a', scopes: ['admin'] }), /`name`/],
  ])('are refused with %s, and not shown', (_case, line, message) => {
    expect(() => readApiKeys(`${ada.line}\n${line}`)).toThrow(message);
    expect(() => readApiKeys(`${ada.line}\n${line}`)).not.toThrow(ada.key);
  });

  it('are not made for an unknown scope', () => {
    expect(() => createApiKey({ customer: 'ada', scopes: ['root'], name: 'n' })).toThrow(/`scopes` must be a list of/);
  });
});

describe('a principal', () => {
  const scopes = new Set(['customer'] as const);

  it('acts for its own customer, for all, or for none', () => {
    expect(ownerOf({ name: 'a', customers: { only: 'ada' }, scopes })).toBe('ada');
    expect(ownerOf({ name: 'a', customers: 'all', scopes })).toBeUndefined();
    expect(ownerOf({ name: 'a', customers: 'none', scopes: new Set(['admin']) })).toBeUndefined();
    expect(() => ownerOf({ name: 'a', customers: 'none', scopes })).toThrow(AppError);
  });

  it('may not name another customer', () => {
    expect(() => demandCustomer({ name: 'a', customers: { only: 'ada' }, scopes }, 'bob')).toThrow(/not for bob/);
    expect(() => demandCustomer({ name: 'a', customers: { only: 'ada' }, scopes }, 'ada')).not.toThrow();
    expect(() => demandCustomer({ name: 'a', customers: 'all', scopes }, 'bob')).not.toThrow();
  });
});
