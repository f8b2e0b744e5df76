import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import {
  createTopology,
  durables,
  inventoryReserved,
  type OrderCreated,
  orderCreated,
  paymentProcessed,
} from '@orderflow/contracts';
import { type Bus, deadLetterSubject, type EventDefinition, redriveSubject } from '@orderflow/eventbus';
import { connectNats, createJetStreamBus, ensureTopology } from '@orderflow/eventbus/jetstream';
import { connectRaw, type RawNats, startTestNats, type TestNats, waitFor } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createLetterDesk, type LetterDesk } from './letter-desk.ts';

const mebibytes64 = 64 * 1024 ** 2;
const topology = createTopology({ ordersMaxBytes: mebibytes64, otherMaxBytes: mebibytes64 });
const order = { dryRun: false, by: 'a test' };
/** What one message may be at most, headers and data, as the server has it by default. */
const maxPayload = 1024 ** 2;

const created: OrderCreated = {
  orderId: '00000000-0000-8000-8000-000000000001',
  customerId: 'ada',
  items: [{ sku: 'TEAPOT', quantity: 1, unitPrice: { amount: 4900, currency: 'EUR' } }],
  totalAmount: { amount: 4900, currency: 'EUR' },
  paymentToken: 'tok_visa',
  fingerprint: 'ab'.repeat(32),
  createdAt: new Date('2026-01-01T00:00:00.000Z'),
};

let server: TestNats;
let connection: NatsConnection;
let manager: JetStreamManager;
let raw: RawNats;
let bus: Bus;
let desk: LetterDesk;
let handled: string[] = [];

const letters = async () => (await desk.list({ limit: 100 })).letters;

interface Place {
  readonly stream: string;
  readonly durable: string;
  readonly event: EventDefinition<unknown>;
  readonly good: Uint8Array;
}

/** One durable of each stream, with the event it takes. */
const orders: Place = {
  stream: 'ORDERS',
  durable: durables.inventoryReserver,
  event: orderCreated,
  good: orderCreated.codec.encode(created),
};
const places: readonly Place[] = [
  orders,
  {
    stream: 'INVENTORY',
    durable: durables.orderInventoryListener,
    event: inventoryReserved,
    good: inventoryReserved.codec.encode({
      orderId: '00000000-0000-8000-8000-000000000001',
      fingerprint: created.fingerprint,
      reservedAt: created.createdAt,
    }),
  },
  {
    stream: 'PAYMENTS',
    durable: durables.orderPaymentListener,
    event: paymentProcessed,
    good: paymentProcessed.codec.encode({
      orderId: '00000000-0000-8000-8000-000000000001',
      paymentId: 'pi_1',
      status: 'approved',
      amount: created.totalAmount,
      reason: '',
      processedAt: created.createdAt,
    }),
  },
];

const block = (...lines: readonly string[]): string => `NATS/1.0\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
const garbage = Buffer.from('ffffffff00c3280a', 'hex');

/** The durable has settled everything and takes what comes next. */
const isWell = async ({ stream, durable, event, good }: Place): Promise<void> => {
  const before = handled.length;
  await raw.publish(event.subject, block(`ce-type: ${event.type}`), good);
  await waitFor(
    async () => {
      const { num_pending, num_ack_pending } = await manager.consumers.info(stream, durable);
      return handled.length > before && num_pending === 0 && num_ack_pending === 0;
    },
    { describe: `${durable} to be at rest` },
  );
};

beforeAll(async () => {
  server = await startTestNats();
  connection = await connectNats({ servers: server.url, name: 'poison test' });
  manager = await jetstreamManager(connection);
  await ensureTopology(connection, topology);
  desk = createLetterDesk(connection, 'http://traces.example/trace');
  raw = await connectRaw(server.port);
  bus = createJetStreamBus({ connection, topology, source: '/test' });
  for (const { event, durable } of places) {
    bus.subscribe(event, async (message) => void handled.push(message.id), durable);
  }
  await bus.start();
});
afterEach(async () => {
  handled = [];
  await desk.discardAll({ limit: 100 }, order);
});
afterAll(async () => {
  raw?.close();
  await bus?.drain();
  await connection?.close();
  await server?.stop();
});

interface Poison {
  readonly name: string;
  headers(place: Place): string | Buffer | undefined;
  data(place: Place): Uint8Array;
  readonly code: string;
}

const good = (place: Place): Uint8Array => place.good;
const bad = (): Uint8Array => garbage;

const poisons: readonly Poison[] = [
  { name: 'bytes that are no protobuf', headers: () => undefined, data: bad, code: 'UNDECODABLE' },
  { name: 'no bytes at all', headers: () => undefined, data: () => Buffer.alloc(0), code: 'UNDECODABLE' },
  { name: 'an unknown type', headers: () => block('ce-type: orders.eaten'), data: good, code: 'UNKNOWN_EVENT' },
  {
    name: 'the type of another event',
    headers: () => block('ce-type: payments.refunded'),
    data: bad,
    code: 'UNKNOWN_EVENT',
  },
  { name: 'an unknown version', headers: () => block('ce-dataversion: 99'), data: good, code: 'UNKNOWN_EVENT' },
  { name: 'a version that is none', headers: () => block('ce-dataversion: NaN'), data: good, code: 'UNKNOWN_EVENT' },
  {
    name: 'a type of 30 kB',
    headers: () => block(`ce-type: ${'x'.repeat(30_000)}`),
    data: good,
    code: 'UNKNOWN_EVENT',
  },
  {
    name: 'an identity of somebody else',
    headers: () => block('Nats-Msg-Id: o-2:orders.created'),
    data: bad,
    code: 'UNDECODABLE',
  },
  {
    name: 'an identity of 60 kB',
    headers: () => block(`Nats-Msg-Id: ${'i'.repeat(60_000)}`),
    data: bad,
    code: 'UNDECODABLE',
  },
  {
    name: 'trace headers that are none',
    headers: () => block('traceparent: 00-zz', `tracestate: ${'=,'.repeat(5_000)}`),
    data: bad,
    code: 'UNDECODABLE',
  },
  {
    name: 'a sampled trace with a state that is none',
    headers: () =>
      block(
        'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        `tracestate: ${'\t=,'.repeat(999)}`,
      ),
    data: bad,
    code: 'UNDECODABLE',
  },
  {
    name: 'control characters and line breaks in values',
    headers: () => block('x-note: \u0000\u001b[2J', 'x-break: a\nNats-Rollup: all', 'x-return: a\rb'),
    data: bad,
    code: 'UNDECODABLE',
  },
  {
    name: 'names that are none',
    headers: () => block(': nameless', 'a b: c', '\u0007: bell', 'no colon', 'ü: umlaut'),
    data: bad,
    code: 'UNDECODABLE',
  },
  {
    name: 'bytes that are no UTF-8 in headers',
    headers: () => Buffer.concat([Buffer.from('NATS/1.0\r\nx: '), garbage, Buffer.from('\r\n\r\n')]),
    data: bad,
    code: 'UNDECODABLE',
  },
  { name: 'a header block that is none', headers: () => 'what is this', data: bad, code: 'UNDECODABLE' },
  {
    name: 'a status in its first line',
    headers: () => 'NATS/1.0 503 No Responders\r\n\r\n',
    data: bad,
    code: 'UNDECODABLE',
  },
  {
    name: "a dead letter's headers",
    headers: () =>
      block(
        'dead-letter-durable: payment-processor',
        'dead-letter-subject: orders.cancelled',
        'dead-letter-code: NONE',
        'dead-letter-omitted: message',
      ),
    data: bad,
    code: 'UNDECODABLE',
  },
  {
    name: 'headers that fill their limit',
    headers: () => block(`x: ${'h'.repeat(65_000)}`),
    data: bad,
    code: 'UNDECODABLE',
  },
  {
    name: 'a message that fills its limit',
    headers: () => block('x: y'),
    data: () => Buffer.alloc(maxPayload - block('x: y').length, 0xff),
    code: 'UNDECODABLE',
  },
];

describe.each(places)('$stream takes', (place) => {
  it.each(poisons)('$name as a dead letter, and goes on', async ({ headers, data, code }) => {
    const bytes = data(place);
    await raw.publish(place.event.subject, headers(place), bytes);
    const letter = await waitFor(async () => (await letters()).find(({ durable }) => durable === place.durable), {
      describe: 'the dead letter',
    });
    expect(letter).toMatchObject({ code, subject: place.event.subject, stream: place.stream });
    await isWell(place);
    expect(await letters()).toHaveLength(1);
    const { payload } = await desk.show(letter.sequence);
    if ('hex' in payload) expect(payload.hex).toBe(Buffer.from(bytes).toString('hex'));
    const tried = await desk.redrive(letter.sequence, { ...order, dryRun: true });
    expect(tried.outcome).toBe('would_be_redriven');
    expect(handled).toHaveLength(1);
  });
});

describe('what is published by hand', () => {
  it('and can be handled is handled, whatever else it says', async () => {
    await raw.publish(
      orders.event.subject,
      block('traceparent: garbage', `x: ${'h'.repeat(60_000)}`, 'y: \u0001'),
      orders.good,
    );
    await raw.publish(orders.event.subject, undefined, orders.good);
    await waitFor(() => handled.length === 2, { describe: 'both' });
    expect(await letters()).toEqual([]);
  });

  it('and is larger than the server takes is refused there', async () => {
    const other = await connectRaw(server.port);
    await expect(other.publish('orders.created', undefined, Buffer.alloc(maxPayload + 1))).rejects.toThrow(
      /Maximum Payload|closed the connection/i,
    );
    other.close();
  });

  it('to a redrive subject of a durable harms no other, and is its dead letter', async () => {
    await raw.publish(redriveSubject(orders.durable), block('dead-letter-subject: orders.created'), garbage);
    const letter = await waitFor(async () => (await letters())[0], { describe: 'the dead letter' });
    expect(letter).toMatchObject({ durable: orders.durable, subject: 'orders.created', code: 'UNDECODABLE' });
    await isWell(orders);
    expect(await letters()).toHaveLength(1);
  });

  it('to the dead letters is listed and can be discarded', async () => {
    await raw.publish(deadLetterSubject('nobody'), 'what is this', garbage);
    await raw.publish(deadLetterSubject(durables.inventoryReserver), block('a b: c', 'x: a\nb'), garbage);
    await waitFor(async () => (await letters()).length === 2, { describe: 'both' });
    for (const { sequence } of await letters()) {
      await desk.show(sequence);
      await expect(desk.redrive(sequence, order)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await desk.discard(sequence, order)).toMatchObject({ outcome: 'discarded' });
    }
  });

  it('and lay too large to be kept twice is redriven from where it lies, while it lies there', async () => {
    const { length } = block('x: y');
    const full = Buffer.alloc(maxPayload - length, 0xff);
    await raw.publish(orders.event.subject, block('x: y'), full);
    const { sequence, streamSequence } = await waitFor(async () => (await letters())[0], {
      describe: 'the dead letter',
    });
    await expect(desk.redrive(sequence, order)).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
    await manager.streams.deleteMessage('ORDERS', streamSequence);
    await expect(desk.redrive(sequence, order)).rejects.toThrow(
      /too large to be kept with it, and ORDERS #\d+ is gone/,
    );
    expect((await letters()).map((letter) => letter.sequence)).toEqual([sequence]);
  });
});
