import { streamNames } from '@orderflow/contracts';
import { waitFor } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OrderApp } from '../../app.ts';
import { body, openWorld, type Placed, place, untilStatus, type World } from '../../order.spec.ts';

// One replica answers and takes no messages, the other takes them all: whoever waits at the first hears of what the
// second has done.

let world: World;
let answering: OrderApp;
let address: string;

beforeAll(async () => {
  world = await openWorld();
  await world.putProduct('tea', 1_250);
  await world.openApp();
});
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  answering = await world.openApp({}, { takesMessages: false });
  address = await answering.http.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  // Some tests have stopped it themselves.
  await answering.stop().catch(() => undefined);
});

const post = (prefer: string, headers: Record<string, string> = {}) =>
  fetch(`${address}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer, ...headers },
    body: JSON.stringify(body),
  });

const lastPosition = async () => (await world.manager.streams.info(streamNames.orders)).state.last_seq;

/** The order that is accepted next, as its neighbours see it. */
const nextAccepted = (after: number): Promise<{ orderId: string; fingerprint: string }> =>
  waitFor(async () => (await lastPosition()) > after && (await world.accepted(after + 1)), { describe: 'an order' });

const confirm = async (orderId: string, fingerprint: string): Promise<void> => {
  await world.reserve(orderId, fingerprint);
  await world.approve(orderId);
};

describe('Prefer: wait', () => {
  it('is answered with the confirmed order, which another replica has carried there', async () => {
    const before = await lastPosition();
    const answering = post('respond-async, wait=20');
    const { orderId, fingerprint } = await nextAccepted(before);
    await confirm(orderId, fingerprint);
    const answer = await answering;
    expect(answer.status).toBe(200);
    expect(answer.headers.get('preference-applied')).toBe('wait=20');
    expect(answer.headers.get('location')).toBe(`/orders/${orderId}?at=${before + 1}`);
    expect(await answer.json()).toMatchObject({
      orderId,
      status: 'CONFIRMED',
      reason: null,
      history: [{ status: 'PENDING' }, { status: 'RESERVED' }, { status: 'CONFIRMED' }],
    });
  });

  it('is answered with the rejected order', async () => {
    const before = await lastPosition();
    const answering = post('wait=20');
    const { orderId, fingerprint } = await nextAccepted(before);
    await world.reject(orderId, fingerprint, 'tea');
    expect(await (await answering).json()).toMatchObject({ orderId, status: 'REJECTED', reason: 'out_of_stock: tea' });
  });

  it('is answered 202 when the end does not come in time', async () => {
    const startMs = performance.now();
    const answer = await post('wait=1');
    expect(performance.now() - startMs).toBeGreaterThan(950);
    expect(answer.status).toBe(202);
    expect(answer.headers.get('preference-applied')).toBe('wait=1');
    expect(await answer.json()).toMatchObject({ status: 'PENDING', totalAmount: { amount: 2500, currency: 'EUR' } });
  });

  it('of 0, or of something that is no number, does not wait', async () => {
    for (const prefer of ['wait=0', 'wait=soon', 'return=minimal']) {
      const answer = await post(prefer);
      expect([answer.status, answer.headers.get('preference-applied')]).toEqual([202, null]);
    }
  });

  it('is answered at once when the key stands for an order that has ended', async () => {
    const key = { 'idempotency-key': 'waited-for' };
    const before = await lastPosition();
    await post('wait=0', key);
    const { orderId, fingerprint } = await nextAccepted(before);
    await confirm(orderId, fingerprint);
    await untilStatus(answering, orderId, 'CONFIRMED');
    const answer = await post('wait=30', key);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ orderId, status: 'CONFIRMED' });
  });

  it('waits 30 s at most, and is answered 202 at once when the replica stops', async () => {
    const before = await lastPosition();
    const waiting = post('wait=600');
    await nextAccepted(before);
    const startMs = performance.now();
    await answering.stop();
    const answer = await waiting;
    expect(performance.now() - startMs).toBeLessThan(10_000);
    expect(answer.status).toBe(202);
    expect(answer.headers.get('preference-applied')).toBe('wait=30');
    expect(answer.headers.get('connection')).toBe('close');
  });
});

interface ServerSentEvent {
  readonly event: string | undefined;
  readonly id: string | undefined;
  readonly data: Record<string, unknown>;
}

const field = (block: string, name: string): string | undefined =>
  block
    .split('\n')
    .find((line) => line.startsWith(`${name}: `))
    ?.slice(name.length + 2);

/** Reads to the end of the stream. */
async function* eventsOf(answer: Response): AsyncGenerator<ServerSentEvent> {
  let text = '';
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = field(block, 'data');
      if (data !== undefined) yield { event: field(block, 'event'), id: field(block, 'id'), data: JSON.parse(data) };
    }
  }
}

const all = async (events: AsyncIterable<ServerSentEvent>): Promise<ServerSentEvent[]> => {
  const seen: ServerSentEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
};

const listen = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${address}${path}`, { headers: { accept: 'text/event-stream', ...headers } });

const eventsPath = ({ orderId, position }: Placed) => `/orders/${orderId}/events?at=${position}`;

describe('the events of an order', () => {
  it('are its states as another replica carries it on, and then the stream ends', async () => {
    const placed = await place(world, answering);
    const answer = await listen(eventsPath(placed));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const seen: ServerSentEvent[] = [];
    for await (const event of eventsOf(answer)) {
      seen.push(event);
      if (event.event === 'PENDING') await world.reserve(placed.orderId, placed.fingerprint);
      if (event.event === 'RESERVED') await world.approve(placed.orderId);
    }
    expect(seen.map(({ event, id }) => [event, id])).toEqual([
      ['PENDING', '1'],
      ['RESERVED', '2'],
      ['CONFIRMED', '3'],
    ]);
    expect(seen.at(-1)?.data).toEqual((await answering.http.inject(`/orders/${placed.orderId}`)).json());
  });

  it('of an order that has ended are its end; a client that has seen it is told not to come back', async () => {
    const placed = await place(world, answering);
    await confirm(placed.orderId, placed.fingerprint);
    await untilStatus(answering, placed.orderId, 'CONFIRMED');
    const path = `/orders/${placed.orderId}/events`;
    for (const lastEventId of [undefined, '1', 'anything']) {
      const answer = await listen(path, lastEventId === undefined ? {} : { 'last-event-id': lastEventId });
      const events = await all(eventsOf(answer));
      expect(events.map(({ event, id }) => [event, id])).toEqual([['CONFIRMED', '3']]);
    }
    expect((await listen(path, { 'last-event-id': '3' })).status).toBe(204);
  });

  it('end at once when the replica stops', async () => {
    const placed = await place(world, answering);
    const events = eventsOf(await listen(eventsPath(placed)));
    expect((await events.next()).value).toMatchObject({ event: 'PENDING' });
    const startMs = performance.now();
    const [, rest] = await Promise.all([answering.stop(), all(events)]);
    expect(rest).toEqual([]);
    expect(performance.now() - startMs).toBeLessThan(10_000);
  });

  it.each([
    ['an order nobody knows', '/orders/0190d3c1-0000-7000-8000-00000000dead/events', 404, 'NOT_FOUND'],
    [
      'a position beyond the log',
      '/orders/0190d3c1-0000-7000-8000-00000000dead/events?at=999999',
      400,
      'POSITION_BEYOND_LOG',
    ],
    ['what is no id', '/orders/42/events', 400, 'VALIDATION_FAILED'],
  ])('of %s are a problem', async (_name, path, status, code) => {
    const answer = await listen(path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ code });
  });

  it('are refused to a client that cannot read them', async () => {
    const answer = await listen('/orders/0190d3c1-0000-7000-8000-00000000dead/events', { accept: 'image/png' });
    expect(answer.status).toBe(406);
  });
});
