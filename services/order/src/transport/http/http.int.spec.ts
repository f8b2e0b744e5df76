import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { orderCancelRequested, streamNames } from '@orderflow/contracts';
import { waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderApp } from '../../app.ts';
import { body, openWorld, place, untilStatus, type World } from '../../order.spec.ts';

let world: World;
let app: OrderApp;
let paymentService: Server;
let paymentAnswer: { readonly status: number; readonly body: string };

beforeAll(async () => {
  paymentService = createServer((_request, response) => {
    response.writeHead(paymentAnswer.status, { 'content-type': 'application/json' }).end(paymentAnswer.body);
  });
  await new Promise<void>((resolve) => paymentService.listen(0, '127.0.0.1', resolve));
  const { port } = paymentService.address() as AddressInfo;
  world = await openWorld({ environment: { PAYMENT_URL: `http://127.0.0.1:${port}` } });
  await world.putProduct('tea', 1_250);
  await world.putProduct('milk', 99);
  await world.putProduct('coffee', 900, 'USD');
  await world.putProduct('palace', Number.MAX_SAFE_INTEGER);
  app = await world.openApp();
});
afterAll(async () => {
  await world.close();
  await new Promise((resolve) => paymentService.close(resolve));
});

const lastSequence = async () => (await world.manager.streams.info(streamNames.orders)).state.last_seq;
const get = (url: string, to = app) => to.http.inject(url);
const post = (payload: object, headers: Record<string, string> = {}, to = app) =>
  to.http.inject({ method: 'POST', url: '/orders', payload, headers });
const cancel = (location: string, to = app) => {
  const [path, query] = location.split('?');
  return to.http.inject({ method: 'POST', url: `${path}/cancel${query ? `?${query}` : ''}` });
};

const unheard = '0190d3c1-0000-7000-8000-00000000dead';
const with_ = (change: object) => ({ ...body, ...change });
const items = (count: number) => Array.from({ length: count }, (_, i) => ({ sku: `sku${i}`, quantity: 1 }));
const cursor = (text: string) => Buffer.from(text).toString('base64url');

interface Row {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url?: string;
  readonly payload?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
const creating = (payload: unknown, headers: Row['headers'] = {}): Row => ({ payload, headers });
const invalid = 'VALIDATION_FAILED';

/** Answers that are not a success: nothing is published for any of them. */
const refusals: readonly (readonly [string, Row, number, string])[] = [
  ['broken JSON', creating('{"customerId":', { 'content-type': 'application/json' }), 400, 'MALFORMED_REQUEST'],
  ['no body', { method: 'POST', url: '/orders' }, 400, invalid],
  ['a body that is a list', creating([]), 400, invalid],
  ['an unknown property', creating(with_({ total: 1 })), 400, invalid],
  ['an unknown property of an item', creating(with_({ items: [{ sku: 'tea', quantity: 1, price: 1 }] })), 400, invalid],
  ['no customer', creating({ items: body.items, paymentToken: 'tok_visa' }), 400, invalid],
  ['an empty customer', creating(with_({ customerId: '' })), 400, invalid],
  ['a customer of 65 characters', creating(with_({ customerId: 'x'.repeat(65) })), 400, invalid],
  ['a customer with a blank', creating(with_({ customerId: 'ada l' })), 400, invalid],
  ['no payment token', creating({ customerId: 'ada', items: body.items }), 400, invalid],
  ['no items', creating(with_({ items: [] })), 400, invalid],
  ['101 items', creating(with_({ items: items(101) })), 400, invalid],
  ['a quantity of 0', creating(with_({ items: [{ sku: 'tea', quantity: 0 }] })), 400, invalid],
  ['a quantity below 0', creating(with_({ items: [{ sku: 'tea', quantity: -1 }] })), 400, invalid],
  ['a quantity of 1001', creating(with_({ items: [{ sku: 'tea', quantity: 1001 }] })), 400, invalid],
  ['a quantity with a fraction', creating(with_({ items: [{ sku: 'tea', quantity: 1.5 }] })), 400, invalid],
  ['a quantity as a text', creating(with_({ items: [{ sku: 'tea', quantity: '1' }] })), 400, invalid],
  ['what is not a sku', creating(with_({ items: [{ sku: 'a b', quantity: 1 }] })), 400, invalid],
  [
    'a sku twice',
    creating(
      with_({
        items: [
          { sku: 'tea', quantity: 1 },
          { sku: 'tea', quantity: 2 },
        ],
      }),
    ),
    400,
    invalid,
  ],
  ['a key of 256 characters', creating(body, { 'idempotency-key': 'k'.repeat(256) }), 400, invalid],
  ['an empty key', creating(body, { 'idempotency-key': '' }), 400, invalid],
  ['a key with a blank', creating(body, { 'idempotency-key': 'a b' }), 400, invalid],
  ['a card number as token', creating(with_({ paymentToken: '4242424242424242' })), 400, 'SENSITIVE_DATA'],
  ['a card number with dashes', creating(with_({ paymentToken: '4242-4242-4242-4242' })), 400, 'SENSITIVE_DATA'],
  ['a card number as customer', creating(with_({ customerId: '4242424242424242' })), 400, 'SENSITIVE_DATA'],
  ['a card number as sku', creating(with_({ items: [{ sku: '4242424242424242', quantity: 1 }] })), 422, 'UNKNOWN_SKU'],
  ['a body over 16 KiB', creating(with_({ paymentToken: 'x'.repeat(17_000) })), 413, 'BODY_TOO_LARGE'],
  ['another content type', creating('tea', { 'content-type': 'text/plain' }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['an unknown sku', creating(with_({ items: [{ sku: 'unheard', quantity: 1 }] })), 422, 'UNKNOWN_SKU'],
  [
    'two currencies',
    creating(
      with_({
        items: [
          { sku: 'tea', quantity: 1 },
          { sku: 'coffee', quantity: 1 },
        ],
      }),
    ),
    422,
    'MIXED_CURRENCIES',
  ],
  [
    'a total beyond what counts exactly',
    creating(with_({ items: [{ sku: 'palace', quantity: 2 }] })),
    422,
    'AMOUNT_TOO_LARGE',
  ],
  ['an answer in XML', creating(body, { accept: 'text/xml' }), 406, 'NOT_ACCEPTABLE'],
  ['a method that is not there', { method: 'DELETE', url: '/orders' }, 405, 'METHOD_NOT_ALLOWED'],
  ['an unknown path', { url: '/baskets' }, 404, 'NOT_FOUND'],
  ['an unknown order', { url: `/orders/${unheard}` }, 404, 'NOT_FOUND'],
  ['what is not an order id', { url: '/orders/17' }, 400, invalid],
  ['a position of 0', { url: `/orders/${unheard}?at=0` }, 400, invalid],
  ['a position that is no number', { url: `/orders/${unheard}?at=x` }, 400, invalid],
  ['a position beyond the log', { url: `/orders/${unheard}?at=999999` }, 400, 'POSITION_BEYOND_LOG'],
  ['an unknown expansion', { url: `/orders/${unheard}?expand=stock` }, 400, invalid],
  ['an unknown parameter', { url: `/orders/${unheard}?page=1` }, 400, invalid],
  ['the events of an unknown order', { url: `/orders/${unheard}/events` }, 404, 'NOT_FOUND'],
  ['the events beyond the log', { url: `/orders/${unheard}/events?at=999999` }, 400, 'POSITION_BEYOND_LOG'],
  ['the end of an unknown order', { method: 'POST', url: `/orders/${unheard}/cancel` }, 404, 'NOT_FOUND'],
  [
    'the end of an order beyond the log',
    { method: 'POST', url: `/orders/${unheard}/cancel?at=999999` },
    400,
    'POSITION_BEYOND_LOG',
  ],
  ['a page of 0', { url: '/orders?limit=0' }, 400, invalid],
  ['a page of 101', { url: '/orders?limit=101' }, 400, invalid],
  ['an unknown status', { url: '/orders?status=LOST' }, 400, invalid],
  ['an unknown filter', { url: '/orders?sku=tea' }, 400, invalid],
  ['a cursor that no page gave', { url: '/orders?cursor=!!' }, 400, 'MALFORMED_REQUEST'],
  ['a cursor without an id', { url: `/orders?cursor=${cursor('17.')}` }, 400, 'MALFORMED_REQUEST'],
  [
    'a cursor of the year 33658',
    { url: `/orders?cursor=${cursor(`999999999999999.${unheard}`)}` },
    400,
    'MALFORMED_REQUEST',
  ],
];

describe('what is refused', () => {
  it.each(refusals)('%s', async (_name, { method, url = '/orders', payload, headers = {} }, status, code) => {
    const before = await lastSequence();
    const request = { method: method ?? (payload === undefined ? 'GET' : 'POST'), url, headers } as const;
    const answer = await app.http.inject(payload === undefined ? request : { ...request, payload: payload as object });
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    if (code === 'SENSITIVE_DATA') expect(answer.body).not.toContain('4242');
    expect(await lastSequence()).toBe(before);
    if (status === 405)
      expect(String(answer.headers.allow).split(', ')).toEqual(expect.arrayContaining(['GET', 'POST']));
  });
});

describe('an order', () => {
  it('is accepted once it is in the log, priced by the catalogue', async () => {
    const lines = [
      { sku: 'tea', quantity: 2 },
      { sku: 'milk', quantity: 3 },
    ];
    const answer = await post(with_({ items: lines }));
    expect(answer.statusCode).toBe(202);
    const { orderId, createdAt } = answer.json();
    const totalAmount = { amount: 2_797, currency: 'EUR' };
    expect(answer.json()).toEqual({ orderId, status: 'PENDING', totalAmount, createdAt });
    expect(orderId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    const position = await lastSequence();
    expect(answer.headers.location).toBe(`/orders/${orderId}?at=${position}`);
    expect(await world.accepted(position)).toMatchObject({ orderId, totalAmount, paymentToken: 'tok_visa' });

    const view = await untilStatus(app, orderId, 'PENDING');
    expect(view).toEqual({
      orderId,
      customerId: 'ada',
      status: 'PENDING',
      items: [
        { ...lines[0], unitPrice: { amount: 1_250, currency: 'EUR' } },
        { ...lines[1], unitPrice: { amount: 99, currency: 'EUR' } },
      ],
      totalAmount,
      reason: null,
      createdAt,
      history: [{ status: 'PENDING', at: createdAt }],
    });
    expect((await get(`/orders/${orderId.toUpperCase()}`)).json()).toEqual(view);
  });

  it('may be of a product that is newer than the copy of the catalogue, and of 100 items', async () => {
    const many = items(100);
    await Promise.all(many.map(({ sku }) => world.putProduct(sku, 1)));
    expect((await post(with_({ items: many }))).json().totalAmount).toEqual({ amount: 100, currency: 'EUR' });
  });

  it('goes its way: reserved, paid, confirmed', async () => {
    const { orderId, fingerprint } = await place(world, app);
    await world.reserve(orderId, fingerprint);
    await untilStatus(app, orderId, 'RESERVED');
    await world.approve(orderId);
    const view = await untilStatus(app, orderId, 'CONFIRMED');
    expect((view.history as { status: string }[]).map(({ status }) => status)).toEqual([
      'PENDING',
      'RESERVED',
      'CONFIRMED',
    ]);
    await expect
      .poll(() => world.told(orderId), { timeout: 10_000 })
      .toEqual(['orders.created', 'orders.payment_requested', 'orders.confirmed']);
  });

  it.each([
    ['REJECTED', 'out_of_stock: tea', 'reject', ['orders.created', 'orders.rejected']],
    [
      'CANCELLED',
      'payment_declined: insufficient_funds',
      'decline',
      ['orders.created', 'orders.payment_requested', 'orders.cancelled'],
    ],
  ] as const)('is %s because of %s', async (status, reason, how, told) => {
    const { orderId, fingerprint } = await place(world, app);
    if (how === 'reject') await world.reject(orderId, fingerprint, 'tea');
    else {
      await world.reserve(orderId, fingerprint);
      await untilStatus(app, orderId, 'RESERVED');
      await world.decline(orderId);
    }
    expect(await untilStatus(app, orderId, status)).toMatchObject({ reason });
    await expect.poll(() => world.told(orderId), { timeout: 10_000 }).toEqual(told);
  });
});

describe('a key', () => {
  const key = (name: string) => ({ 'idempotency-key': name });

  it('gives the same answer to the same body, whether the log or the row knows it', async () => {
    const answers = await Promise.all([0, 1, 2, 3].map(() => post(body, key('same'))));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 202, 202, 202]);
    const { orderId } = answers[0]!.json();
    await untilStatus(app, orderId, 'PENDING');
    const reordered = { paymentToken: body.paymentToken, items: body.items, customerId: body.customerId };
    answers.push(await post(reordered, key('same')));
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
    expect(new Set(answers.map(({ headers }) => headers.location)).size).toBe(1);
    await expect.poll(() => world.told(orderId), { timeout: 10_000 }).toEqual(['orders.created']);
    expect(orderId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8/);
  });

  it('is another one for another customer', async () => {
    const [ada, bob] = [
      await place(world, app, body, 'shared'),
      await place(world, app, with_({ customerId: 'bob' }), 'shared'),
    ];
    expect(ada.orderId).not.toBe(bob.orderId);
  });

  it('with another body is refused by the log, and by the row', async () => {
    const { orderId } = await place(world, app, body, 'reused');
    const reuse = async () => {
      const before = await lastSequence();
      const answer = await post(with_({ items: [{ sku: 'tea', quantity: 3 }] }), key('reused'));
      expect([answer.statusCode, answer.json().code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
      expect(await lastSequence()).toBe(before);
    };
    await reuse();
    await untilStatus(app, orderId, 'PENDING');
    await reuse();
  });

  it('is known by its row when the log has forgotten it, whatever the catalogue says then', async () => {
    await world.putProduct('rare', 5);
    const rare = with_({ items: [{ sku: 'rare', quantity: 1 }] });
    const { orderId, location } = await place(world, app, rare, 'rare');
    await untilStatus(app, orderId, 'PENDING');
    try {
      // The log takes the same identity again: it has forgotten it.
      const wish = { orderId: unheard, requestedAt: new Date() };
      const stored = () => world.neighbour.publish(orderCancelRequested, wish, { messageId: 'probe' });
      await stored();
      let windowMs = 100;
      const forgotten = async () => {
        // A server that is told of a new window forgets at once, sometimes still by the one before: told again, by a short one.
        await world.setDuplicateWindow(windowMs++);
        return !(await stored()).duplicate;
      };
      await waitFor(forgotten, { everyMs: 150, describe: 'the duplicate window to pass' });
      await world.removeProduct('rare');
      const before = await lastSequence();
      const again = await post(rare, key('rare'));
      expect([again.statusCode, again.headers.location]).toEqual([202, location]);
      expect(again.json()).toMatchObject({ orderId, totalAmount: { amount: 5, currency: 'EUR' } });
      const other = await post(with_({ items: [{ sku: 'rare', quantity: 2 }] }), key('rare'));
      expect([other.statusCode, other.json().code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
      expect(await lastSequence()).toBe(before);
    } finally {
      await world.setDuplicateWindow(120_000);
    }
  });
});

describe('a position', () => {
  it('of another order finds nothing', async () => {
    const [one, two] = [await place(world, app), await place(world, app)];
    const url = `/orders/${unheard}?at=${two.position}`;
    expect((await get(url)).statusCode).toBe(404);
    expect((await cancel(url)).statusCode).toBe(404);
    // The row decides where there is one.
    await untilStatus(app, one.orderId, 'PENDING');
    expect((await get(`/orders/${one.orderId}?at=${two.position}`)).json().orderId).toBe(one.orderId);
  });

  it('of something that is no order finds nothing', async () => {
    const { orderId, location } = await place(world, app);
    expect((await cancel(location)).statusCode).toBe(202);
    const [, wish] = await waitFor(async () => {
      const messages = await world.messagesOf(orderId);
      return messages.length > 1 && messages;
    });
    expect((await get(`/orders/${unheard}?at=${wish!.seq}`)).statusCode).toBe(404);
  });
});

describe('a cancellation', () => {
  it('is accepted before the order is visible, and ends it', async () => {
    const { orderId, location } = await place(world, app);
    const answer = await cancel(location);
    expect([answer.statusCode, answer.json()]).toEqual([202, { orderId, status: 'PENDING' }]);
    expect(answer.headers.location).toBe(location);
    expect(await untilStatus(app, orderId, 'CANCELLED')).toMatchObject({ reason: 'customer_request' });
    expect((await cancel(location)).json()).toMatchObject({ status: 409, code: 'ORDER_TERMINAL' });
    await expect
      .poll(() => world.told(orderId), { timeout: 10_000 })
      .toEqual(['orders.created', 'orders.cancel_requested', 'orders.cancelled']);
  });

  it('of a confirmed order is refused, and nothing is published', async () => {
    const { orderId, fingerprint, location } = await place(world, app);
    await world.reserve(orderId, fingerprint);
    await untilStatus(app, orderId, 'RESERVED');
    await world.approve(orderId);
    await untilStatus(app, orderId, 'CONFIRMED');
    const before = await lastSequence();
    expect((await cancel(location)).statusCode).toBe(409);
    expect((await cancel(`/orders/${orderId}`)).statusCode).toBe(409);
    expect(await lastSequence()).toBe(before);
  });
});

describe('the list', () => {
  it('has the newest first, in pages, each order once', async () => {
    const placed: string[] = [];
    for (let i = 0; i < 5; i++) placed.push((await place(world, app, with_({ customerId: 'lister' }))).orderId);
    await Promise.all(placed.map((orderId) => untilStatus(app, orderId, 'PENDING')));
    await cancel(`/orders/${placed[0]}`);
    await untilStatus(app, placed[0]!, 'CANCELLED');

    const seen: string[] = [];
    let next: string | null = '';
    interface Page {
      readonly items: readonly { readonly orderId: string }[];
      readonly nextCursor: string | null;
    }
    while (next !== null) {
      const page: Page = (await get(`/orders?customerId=lister&limit=2${next && `&cursor=${next}`}`)).json();
      seen.push(...page.items.map(({ orderId }) => orderId));
      next = page.nextCursor;
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen)).toEqual(new Set(placed));
    const all = (await get('/orders?customerId=lister')).json();
    const times = all.items.map(({ createdAt }: { createdAt: string }) => createdAt);
    expect(times).toEqual(times.toSorted().toReversed());
    expect(all.items[0]).not.toHaveProperty('history');

    const cancelled = (await get('/orders?customerId=lister&status=CANCELLED')).json();
    expect(cancelled.items).toMatchObject([{ orderId: placed[0], status: 'CANCELLED', reason: 'customer_request' }]);
    expect((await get('/orders?customerId=lister&limit=5')).json().nextCursor).toBeNull();
    expect((await get('/orders?customerId=nobody')).json()).toEqual({ items: [], nextCursor: null });
    expect(JSON.stringify(all)).not.toContain('tok_visa');
  });
});

describe('the payment of an order', () => {
  it.each([
    [
      'what the payment service says',
      200,
      '{"status":"APPROVED","paymentId":"pi_1"}',
      { status: 'APPROVED', paymentId: 'pi_1' },
    ],
    ['none', 404, '{}', { status: 'none' }],
    ['unavailable when it fails', 500, '{}', { status: 'unavailable' }],
    ['unavailable when it says no JSON', 200, 'ok', { status: 'unavailable' }],
    ['unavailable when it says something else', 200, '{"state":1}', { status: 'unavailable' }],
  ])('is %s', async (_name, status, answer, payment) => {
    paymentAnswer = { status, body: answer };
    const { location } = await place(world, app);
    const found = await get(`${location}&expand=payment`);
    expect(found.statusCode).toBeLessThan(300);
    expect(found.json().payment).toEqual(payment);
  });

  it('is unavailable, and the order is not, while the payment service is away', async () => {
    const lonely = await world.openApp({ PAYMENT_URL: 'http://127.0.0.1:9' });
    const { orderId } = await place(world, lonely);
    await untilStatus(lonely, orderId, 'PENDING');
    const answer = await get(`/orders/${orderId}?expand=payment`, lonely);
    expect([answer.statusCode, answer.json().payment]).toEqual([200, { status: 'unavailable' }]);
  });
});

describe('a process that stops', () => {
  it('refuses what arrives on an open connection, and publishes nothing of it', async () => {
    const stopping = await world.openApp();
    await stopping.http.listen({ host: '127.0.0.1', port: 0 });
    const { port } = stopping.http.server.address() as AddressInfo;
    const connected = once(stopping.http.server, 'connection');
    const socket = connect(port, '127.0.0.1');
    const received = text(socket);
    const payload = JSON.stringify(body);
    socket.write(`POST /orders HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: ${payload.length}\r\n`);
    const [serverSide] = await connected;
    await waitFor(() => serverSide.bytesRead > 0);
    const before = await lastSequence();
    const stopped = stopping.stop();
    await waitFor(() => !stopping.http.server.listening);
    socket.write(`host: order\r\n\r\n${payload}`);
    const answer = await received;
    expect(answer).toMatch(/^HTTP\/1.1 503 /);
    expect(answer).toMatch(/\r\nretry-after: \d/i);
    expect(answer).toContain('"DRAINING"');
    await stopped;
    expect(await lastSequence()).toBe(before);
  });
});

describe('every service', () => {
  it.each(['/healthz', '/readyz', '/metrics', '/openapi.json', '/docs'])('answers %s', async (url) => {
    expect((await get(url)).statusCode).toBeLessThan(400);
  });

  it('documents its calls', async () => {
    const { openapi, paths } = (await get('/openapi.json')).json();
    expect(openapi).toMatch(/^3\.1/);
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/orders', '/orders/{orderId}', '/orders/{orderId}/cancel', '/orders/{orderId}/events']),
    );
    const limit = paths['/orders'].get.parameters.find(({ name }: { name: string }) => name === 'limit');
    expect(limit).toMatchObject({ in: 'query', schema: { default: 20 } });
    expect(limit.required ?? false).toBe(false);
  });

  it('has made no dead letter of all this', async () => {
    expect(await world.deadLetters()).toBe(0);
  });
});
