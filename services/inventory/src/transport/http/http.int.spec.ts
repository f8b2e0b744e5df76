import { waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InventoryApp } from '../../app.ts';
import {
  inventoryStream,
  openSurroundings,
  putProduct,
  type Surroundings,
  stocked,
  stockOf,
} from '../../inventory.spec.ts';

let around: Surroundings;
let app: InventoryApp;
let other: InventoryApp;

beforeAll(async () => {
  around = await openSurroundings();
  [app, other] = [await around.openApp(), await around.openApp()];
  for (const sku of ['apple', 'bread', 'cider']) await stocked(app, sku, 10);
  await waitFor(async () => (await other.http.inject('/products/cider')).statusCode === 200);
});
afterAll(async () => {
  await around.close();
});

const name = 'Tea';
const price = { amount: 1_250, currency: 'EUR' };
const create = { 'if-none-match': '*' };
const adjusting = { delta: 5, reason: 'delivery' };
const lastSequence = async () => (await around.manager.streams.info(inventoryStream)).state.last_seq;

interface Row {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: unknown;
}

/** Answers that are not a success: nothing is written or published for any of them. */
const refusals: readonly (readonly [string, Row, number, string])[] = [
  ['a limit of 0', { method: 'GET', url: '/products?limit=0' }, 400, 'VALIDATION_FAILED'],
  ['a limit of 101', { method: 'GET', url: '/products?limit=101' }, 400, 'VALIDATION_FAILED'],
  ['a limit that is no number', { method: 'GET', url: '/products?limit=x' }, 400, 'VALIDATION_FAILED'],
  ['a cursor that no page gave', { method: 'GET', url: '/products?cursor=!!' }, 400, 'MALFORMED_REQUEST'],
  ['an unknown query parameter', { method: 'GET', url: '/products?page=2' }, 400, 'VALIDATION_FAILED'],
  ['an unknown product', { method: 'GET', url: '/products/unheard' }, 404, 'NOT_FOUND'],
  ['what is not a sku', { method: 'GET', url: '/products/no%20sku' }, 400, 'VALIDATION_FAILED'],
  ['a sku of 65 characters', { method: 'GET', url: `/products/${'x'.repeat(65)}` }, 400, 'VALIDATION_FAILED'],
  ['an unknown path', { method: 'GET', url: '/prices' }, 404, 'NOT_FOUND'],
  ['a method that is not there', { method: 'DELETE', url: '/products/apple' }, 405, 'METHOD_NOT_ALLOWED'],
  ['an answer in XML', { method: 'GET', url: '/products', headers: { accept: 'text/xml' } }, 406, 'NOT_ACCEPTABLE'],
  [
    'a PUT without a condition',
    { method: 'PUT', url: '/products/new', payload: { name, price } },
    428,
    'PRECONDITION_REQUIRED',
  ],
  [
    'a PUT with a condition that is none',
    { method: 'PUT', url: '/products/new', headers: { 'if-match': '7' }, payload: { name, price } },
    400,
    'MALFORMED_REQUEST',
  ],
  [
    'a PUT of an old revision',
    { method: 'PUT', url: '/products/apple', headers: { 'if-match': '"999999"' }, payload: { name, price } },
    412,
    'PRECONDITION_FAILED',
  ],
  [
    'a PUT with a weak tag',
    { method: 'PUT', url: '/products/apple', headers: { 'if-match': 'W/"1"' }, payload: { name, price } },
    412,
    'PRECONDITION_FAILED',
  ],
  [
    'a second creation with another value',
    { method: 'PUT', url: '/products/apple', headers: create, payload: { name: 'Other', price } },
    412,
    'PRECONDITION_FAILED',
  ],
  [
    'a price with a fraction',
    {
      method: 'PUT',
      url: '/products/new',
      headers: create,
      payload: { name, price: { amount: 0.5, currency: 'EUR' } },
    },
    400,
    'VALIDATION_FAILED',
  ],
  [
    'a price as a text',
    {
      method: 'PUT',
      url: '/products/new',
      headers: create,
      payload: { name, price: { amount: '5', currency: 'EUR' } },
    },
    400,
    'VALIDATION_FAILED',
  ],
  [
    'a price below 0',
    { method: 'PUT', url: '/products/new', headers: create, payload: { name, price: { amount: -1, currency: 'EUR' } } },
    400,
    'VALIDATION_FAILED',
  ],
  [
    'a currency that is none',
    { method: 'PUT', url: '/products/new', headers: create, payload: { name, price: { amount: 1, currency: 'euro' } } },
    400,
    'VALIDATION_FAILED',
  ],
  [
    'an unknown property',
    { method: 'PUT', url: '/products/new', headers: create, payload: { name, price, colour: 'red' } },
    400,
    'VALIDATION_FAILED',
  ],
  ['no name', { method: 'PUT', url: '/products/new', headers: create, payload: { price } }, 400, 'VALIDATION_FAILED'],
  [
    'a name that looks like a card number',
    { method: 'PUT', url: '/products/new', headers: create, payload: { name: '4242 4242 4242 4242', price } },
    400,
    'SENSITIVE_DATA',
  ],
  [
    'an adjustment of an unknown product',
    { method: 'POST', url: '/products/unheard/stock-adjustments', payload: adjusting },
    404,
    'NOT_FOUND',
  ],
  [
    'an adjustment by 0',
    { method: 'POST', url: '/products/apple/stock-adjustments', payload: { ...adjusting, delta: 0 } },
    400,
    'VALIDATION_FAILED',
  ],
  [
    'an adjustment by a fraction',
    { method: 'POST', url: '/products/apple/stock-adjustments', payload: { ...adjusting, delta: 1.5 } },
    400,
    'VALIDATION_FAILED',
  ],
  [
    'an adjustment beyond what counts exactly',
    { method: 'POST', url: '/products/apple/stock-adjustments', payload: { ...adjusting, delta: 2 ** 53 } },
    400,
    'VALIDATION_FAILED',
  ],
  [
    'an adjustment without a reason',
    { method: 'POST', url: '/products/apple/stock-adjustments', payload: { delta: 5 } },
    400,
    'VALIDATION_FAILED',
  ],
  [
    'a reason that looks like a card number',
    {
      method: 'POST',
      url: '/products/apple/stock-adjustments',
      payload: { delta: 5, reason: 'card 4242-4242-4242-4242' },
    },
    400,
    'SENSITIVE_DATA',
  ],
  [
    'a reason with a character that no database holds',
    { method: 'POST', url: '/products/apple/stock-adjustments', payload: { delta: 5, reason: 'a\u0000b' } },
    400,
    'VALIDATION_FAILED',
  ],
  [
    'a reason with half a character',
    { method: 'POST', url: '/products/apple/stock-adjustments', payload: { delta: 5, reason: 'a\ud83d' } },
    400,
    'VALIDATION_FAILED',
  ],
  [
    'an empty key',
    {
      method: 'POST',
      url: '/products/apple/stock-adjustments',
      headers: { 'idempotency-key': '' },
      payload: adjusting,
    },
    400,
    'VALIDATION_FAILED',
  ],
  [
    'a key of 101 characters',
    {
      method: 'POST',
      url: '/products/apple/stock-adjustments',
      headers: { 'idempotency-key': 'k'.repeat(101) },
      payload: adjusting,
    },
    400,
    'VALIDATION_FAILED',
  ],
  [
    'a key with a blank',
    {
      method: 'POST',
      url: '/products/apple/stock-adjustments',
      headers: { 'idempotency-key': 'a b' },
      payload: adjusting,
    },
    400,
    'VALIDATION_FAILED',
  ],
  [
    'a key that is the name of an event',
    {
      method: 'POST',
      url: '/products/apple/stock-adjustments',
      headers: { 'idempotency-key': 'inventory.reserved' },
      payload: adjusting,
    },
    400,
    'VALIDATION_FAILED',
  ],
  [
    'a key used with another delta',
    {
      method: 'POST',
      url: '/products/apple/stock-adjustments',
      headers: { 'idempotency-key': 'opening' },
      payload: { delta: 11, reason: 'opening' },
    },
    422,
    'IDEMPOTENCY_KEY_REUSED',
  ],
  [
    'broken JSON',
    {
      method: 'POST',
      url: '/products/apple/stock-adjustments',
      headers: { 'content-type': 'application/json' },
      payload: '{"delta":',
    },
    400,
    'MALFORMED_REQUEST',
  ],
  [
    'another content type',
    {
      method: 'POST',
      url: '/products/apple/stock-adjustments',
      headers: { 'content-type': 'text/plain' },
      payload: 'five',
    },
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  [
    'a body over 16 KiB',
    { method: 'POST', url: '/products/apple/stock-adjustments', payload: { delta: 5, reason: 'x'.repeat(17_000) } },
    413,
    'BODY_TOO_LARGE',
  ],
  [
    'an adjustment that nobody asked for',
    { method: 'GET', url: '/products/apple/stock-adjustments/unheard' },
    404,
    'NOT_FOUND',
  ],
  [
    'a position of another adjustment',
    { method: 'GET', url: '/products/apple/stock-adjustments/unheard?at=1' },
    404,
    'NOT_FOUND',
  ],
  [
    'a position beyond the log',
    { method: 'GET', url: '/products/apple/stock-adjustments/unheard?at=999999' },
    400,
    'POSITION_BEYOND_LOG',
  ],
  [
    'a position of 0',
    { method: 'GET', url: '/products/apple/stock-adjustments/unheard?at=0' },
    400,
    'VALIDATION_FAILED',
  ],
];

describe('what is refused', () => {
  it.each(refusals)('%s', async (_name, { method, url, headers, payload }, status, code) => {
    const before = await lastSequence();
    const body = payload === undefined ? {} : { payload: payload as object };
    const answer = await app.http.inject({ method, url, ...(headers ? { headers } : {}), ...body });
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(await lastSequence()).toBe(before);
    expect((await app.http.inject('/products/new')).statusCode).toBe(404);
  });
});

describe('products', () => {
  it('are answered one by one, with their entity tag', async () => {
    const answer = await app.http.inject('/products/apple');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers.etag).toMatch(/^"\d+"$/);
    expect(answer.json()).toEqual({
      sku: 'apple',
      name: 'Product apple',
      price,
      stock: { available: 10, reserved: 0, sold: 0 },
    });
  });

  it('are answered in pages by sku, each once', async () => {
    const first = (await app.http.inject('/products?limit=2')).json();
    expect(first.items.map(({ sku }: { sku: string }) => sku)).toEqual(['apple', 'bread']);
    const second = (await app.http.inject(`/products?limit=2&cursor=${first.nextCursor}`)).json();
    expect(second.items.map(({ sku }: { sku: string }) => sku)).toEqual(['cider']);
    expect(second.nextCursor).toBeNull();
    expect(first.items[0]).toEqual((await app.http.inject('/products/apple')).json());
  });

  it('have no stock before any came in', async () => {
    await putProduct(app, 'void');
    expect(await stockOf(app, 'void')).toEqual({ available: 0, reserved: 0, sold: 0 });
  });

  it('are created, replaced under their tag, and a repeat succeeds without changing them', async () => {
    const url = '/products/tea';
    const created = await app.http.inject({ method: 'PUT', url, headers: create, payload: { name, price } });
    expect([created.statusCode, created.headers.location]).toEqual([201, url]);
    expect(created.json()).toEqual({ sku: 'tea', name, price });
    const again = await other.http.inject({ method: 'PUT', url, headers: create, payload: { name, price } });
    expect([again.statusCode, again.headers.etag]).toEqual([200, created.headers.etag]);

    const condition = { 'if-match': String(created.headers.etag) };
    const better = { name: 'Better tea', price: { amount: 1_500, currency: 'EUR' } };
    const replaced = await other.http.inject({ method: 'PUT', url, headers: condition, payload: better });
    expect(replaced.statusCode).toBe(200);
    expect(replaced.headers.etag).not.toBe(created.headers.etag);
    const repeated = await app.http.inject({ method: 'PUT', url, headers: condition, payload: better });
    expect([repeated.statusCode, repeated.headers.etag]).toEqual([200, replaced.headers.etag]);
    expect((await app.http.inject(url)).json()).toMatchObject(better);
    const stale = await app.http.inject({ method: 'PUT', url, headers: condition, payload: { name, price } });
    expect(stale.statusCode).toBe(412);
  });
});

describe('stock adjustments', () => {
  const post = (to: InventoryApp, sku: string, key: string | undefined, payload: object) =>
    to.http.inject({
      method: 'POST',
      url: `/products/${sku}/stock-adjustments`,
      headers: key === undefined ? {} : { 'idempotency-key': key },
      payload,
    });
  const decided = (location: string) =>
    waitFor(
      async () => {
        const answer = await other.http.inject(location);
        return answer.statusCode === 200 && answer.json();
      },
      { describe: location },
    );

  it('are accepted, and their location tells what became of them', async () => {
    await putProduct(app, 'jam');
    const answer = await post(app, 'jam', 'delivery 1/2'.replace(' ', '-'), adjusting);
    expect(answer.statusCode).toBe(202);
    expect(answer.headers.location).toMatch(/^\/products\/jam\/stock-adjustments\/delivery-1%2F2\?at=\d+$/);
    expect(answer.json()).toMatchObject({ sku: 'jam', key: 'delivery-1/2', ...adjusting, status: 'pending' });
    const { adjustedAt } = answer.json();
    expect(await decided(String(answer.headers.location))).toEqual({
      sku: 'jam',
      key: 'delivery-1/2',
      ...adjusting,
      adjustedAt,
      status: 'applied',
    });
    expect(await stockOf(app, 'jam')).toEqual({ available: 5, reserved: 0, sold: 0 });
  });

  it('are refused when less is available, and keep their key', async () => {
    await stocked(app, 'rice', 3);
    const loss = { delta: -4, reason: 'mice' };
    const answer = await post(app, 'rice', 'loss', loss);
    expect(await decided(String(answer.headers.location))).toMatchObject({ status: 'refused' });
    expect((await post(app, 'rice', 'loss', { ...loss, delta: -1 })).statusCode).toBe(422);
    expect(await stockOf(app, 'rice')).toMatchObject({ available: 3 });
  });

  it('twice give the same answer, at either replica, and count once', async () => {
    await putProduct(app, 'salt');
    const answers = await Promise.all([0, 1, 2, 3].map((i) => post(i % 2 ? other : app, 'salt', 'k', adjusting)));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    // One that came so late that the row answered has no position in it.
    expect(new Set(answers.map(({ headers }) => String(headers.location).split('?')[0])).size).toBe(1);
    await decided(String(answers[0]!.headers.location));
    // Now the row answers, and without a position.
    const later = await post(other, 'salt', 'k', adjusting);
    expect([later.statusCode, later.body]).toEqual([202, answers[0]!.body]);
    expect(await decided(String(later.headers.location))).toMatchObject({ status: 'applied' });
    expect(await stockOf(app, 'salt')).toMatchObject({ available: 5 });
    expect((await post(app, 'salt', 'k', { ...adjusting, delta: 6 })).statusCode).toBe(422);
    expect((await post(app, 'salt', 'k', { ...adjusting, reason: 'other' })).statusCode).toBe(422);
  });

  it('with one key for two products are two', async () => {
    await Promise.all([putProduct(app, 'oil'), putProduct(app, 'soap')]);
    for (const sku of ['oil', 'soap']) {
      await decided(String((await post(app, sku, 'k', adjusting)).headers.location));
      expect(await stockOf(app, sku)).toMatchObject({ available: 5 });
    }
  });

  it('without a key get one of their own, and a repeat is another', async () => {
    await putProduct(app, 'pepper');
    const [one, two] = [
      await post(app, 'pepper', undefined, adjusting),
      await post(app, 'pepper', undefined, adjusting),
    ];
    expect(one.json().key).not.toBe(two.json().key);
    await Promise.all([one, two].map(({ headers }) => decided(String(headers.location))));
    expect(await stockOf(app, 'pepper')).toMatchObject({ available: 10 });
  });
});

describe('every service', () => {
  it.each(['/healthz', '/readyz', '/metrics', '/openapi.json', '/docs'])('answers %s', async (url) => {
    const answer = await app.http.inject(url);
    expect(answer.statusCode < 400).toBe(true);
  });

  it('documents its calls', async () => {
    const { openapi, paths } = (await app.http.inject('/openapi.json')).json();
    expect(openapi).toMatch(/^3\.1/);
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/products', '/products/{sku}', '/products/{sku}/stock-adjustments/{key}']),
    );
  });
});
