import { type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { type NatsConnection, headers as natsHeaders } from '@nats-io/transport-node';
import {
  catalogBucket,
  createTopology,
  durables,
  encodeCatalogEntry,
  inventoryReserved,
  type OrderCreated,
  orderCancelRequested,
  orderConfirmed,
  orderCreated,
  orderRejected,
  streamNames,
} from '@orderflow/contracts';
import type { Bus } from '@orderflow/eventbus';
import { connectNats, createJetStreamBus, ensureTopology } from '@orderflow/eventbus/jetstream';
import { createLogger } from '@orderflow/telemetry/logger';
import { startTestNats, type TestNats, waitFor } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { watchHeadroom } from './headroom.ts';
import { createLog, type Log } from './log.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const at = new Date('2026-11-20T12:00:00.000Z');
const fingerprint = 'ab'.repeat(32);
const never = new AbortController().signal;
const ordersMaxBytes = 1024 ** 2;
const topology = createTopology({ ordersMaxBytes, otherMaxBytes: 8 * ordersMaxBytes });

interface Replica {
  readonly log: Log;
  readonly connection: NatsConnection;
  readonly bus: Bus;
  /** Of the catalogue, as it was last told; undefined: loaded. */
  problem(): string | undefined;
}

let nats: TestNats;
let connection: NatsConnection;
let manager: JetStreamManager;
let replicas: Replica[];
let one: Replica;
let two: Replica;

beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectNats({ servers: nats.url, name: 'setup' });
  await ensureTopology(connection, topology);
  await new Kvm(connection).create(catalogBucket, { history: 1 });
  manager = await jetstreamManager(connection, { checkAPI: false });
});
afterAll(async () => {
  await connection.close();
  await nats.stop();
});

const openReplica = async (): Promise<Replica> => {
  let problem: string | undefined = 'not told yet';
  const log = createLog({
    logger,
    onCatalog: (told) => {
      problem = told;
    },
  });
  const own = await connectNats({
    servers: nats.url,
    name: 'order',
    onStatus: ({ state }) => {
      if (state === 'connected') log.reconnected();
    },
  });
  const bus = createJetStreamBus({ connection: own, topology, source: '/orderflow/order' });
  await log.attach(own, bus);
  const replica = { log, connection: own, bus, problem: () => problem };
  await waitFor(() => replica.problem() === undefined, { describe: 'the catalogue' });
  return replica;
};
beforeEach(async () => {
  [one, two] = [await openReplica(), await openReplica()];
  replicas = [one, two];
});
afterEach(async () => {
  for (const { log } of replicas) log.stop();
  await Promise.all(replicas.map(({ bus }) => bus.drain()));
  await Promise.all(replicas.map((replica) => replica.connection.close()));
});

let orders = 0;
const newOrder = (paymentToken = 'tok_visa'): OrderCreated => ({
  orderId: `00000000-0000-8000-8000-${String(++orders).padStart(12, '0')}`,
  customerId: 'ada',
  items: [{ sku: 'tea', quantity: 1, unitPrice: { amount: 1_250, currency: 'EUR' } }],
  totalAmount: { amount: 1_250, currency: 'EUR' },
  paymentToken,
  fingerprint,
  createdAt: at,
});
const purge = () => manager.streams.purge(streamNames.orders);

describe('the log, read by position', () => {
  it('gives an order as soon as it was acknowledged, to every replica', async () => {
    const order = newOrder();
    const { sequence } = await one.log.publisher.publish(orderCreated, order);
    expect(await one.log.orders.read(sequence)).toEqual(order);
    expect(await two.log.orders.read(sequence)).toEqual(order);
  });

  it('gives nothing where something else lies, or nothing any more, or bytes that are no order', async () => {
    const { orderId } = newOrder();
    const wish = await one.bus.publish(orderCancelRequested, { orderId, requestedAt: at });
    expect(await one.log.orders.read(wish.sequence)).toBeUndefined();

    const gone = await one.bus.publish(orderCreated, newOrder());
    await one.bus.publish(orderCreated, newOrder());
    await manager.streams.deleteMessage(streamNames.orders, gone.sequence);
    expect(await one.log.orders.read(gone.sequence)).toBeUndefined();

    const last = await one.bus.publish(orderCreated, newOrder());
    await manager.streams.deleteMessage(streamNames.orders, last.sequence);
    expect(await one.log.orders.read(last.sequence)).toBeUndefined();

    await connection.request(orderCreated.subject, 'no order');
    const { state } = await manager.streams.info(streamNames.orders);
    expect(await one.log.orders.read(state.last_seq)).toBeUndefined();
  });

  it('says that a position lies beyond its end', async () => {
    const { sequence } = await one.bus.publish(orderCreated, newOrder());
    await expect(one.log.orders.read(sequence + 1)).rejects.toMatchObject({ code: 'POSITION_BEYOND_LOG' });
  });
});

describe('the headers of a message', () => {
  it('are found by its position, and there are none where nothing lies or nothing can be read', async () => {
    const headers = natsHeaders();
    headers.set('traceparent', 'of its sender');
    const { seq } = await jetstream(connection).publish(orderCreated.subject, 'an order', { headers });
    expect((await one.log.orders.headersAt(seq))('traceparent')).toBe('of its sender');
    expect((await one.log.orders.headersAt(seq))('tracestate')).toBeUndefined();
    expect((await one.log.orders.headersAt(seq + 1))('traceparent')).toBeUndefined();

    const unattached = createLog({ logger, onCatalog: () => {} });
    expect((await unattached.orders.headersAt(seq))('traceparent')).toBeUndefined();
    unattached.stop();
  });
});

describe('a log that is away', () => {
  it('is LOG_UNAVAILABLE before there is a connection', async () => {
    const log = createLog({ logger, onCatalog: () => undefined });
    try {
      const unavailable = { code: 'LOG_UNAVAILABLE' };
      await expect(log.orders.read(1)).rejects.toMatchObject(unavailable);
      await expect(log.publisher.publish(orderCreated, newOrder())).rejects.toMatchObject(unavailable);
      await expect(log.progress.caughtUp(1_000, never)).rejects.toMatchObject(unavailable);
      await expect(log.catalog.find('tea')).rejects.toMatchObject(unavailable);
      expect(() => log.catalog.get('tea')).toThrow(expect.objectContaining(unavailable));
      expect(() => log.headroom.check()).not.toThrow();
      log.changes.watch('o', () => undefined)();
    } finally {
      log.stop();
    }
  });

  it('is LOG_UNAVAILABLE at once, keeps its catalogue, and follows it again afterwards', async () => {
    const bucket = await new Kvm(connection).open(catalogBucket);
    const entry = (name: string) => encodeCatalogEntry({ name, price: { amount: 1_250, currency: 'EUR' } });
    await bucket.put('tea', entry('Tea'));
    await waitFor(() => replicas.every(({ log }) => log.catalog.get('tea')?.name === 'Tea'));
    // What the copy does not have yet is asked of the bucket.
    expect(await one.log.catalog.find('tea')).toMatchObject({ name: 'Tea' });
    expect(await one.log.catalog.find('unheard')).toBeUndefined();

    await nats.halt();
    const refusal = async () => {
      await expect(one.log.orders.read(1)).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE', retryAfterSeconds: 2 });
      return true;
    };
    await waitFor(refusal, { describe: 'the loss of the connection' });
    const askedAt = performance.now();
    await refusal();
    await expect(one.log.catalog.find('milk')).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    expect(performance.now() - askedAt).toBeLessThan(1_000);
    expect(one.log.catalog.get('tea')).toMatchObject({ name: 'Tea' });

    await nats.start();
    await waitFor(() => bucket.put('tea', entry('Earl Grey')).catch(() => 0));
    await waitFor(() => replicas.every(({ log }) => log.catalog.get('tea')?.name === 'Earl Grey'), {
      timeoutMs: 4_000,
      describe: 'the catalogue to be followed again',
    });
    await bucket.delete('tea');
    await waitFor(() => replicas.every(({ log }) => log.catalog.get('tea') === undefined));
    expect(await one.log.catalog.find('tea')).toBeUndefined();
  });
});

describe('a catalogue that was made anew while the log was away', () => {
  it('is read anew: what is no longer in it is gone', async () => {
    const bucket = await new Kvm(connection).open(catalogBucket);
    const entry = (name: string) => encodeCatalogEntry({ name, price: { amount: 1_250, currency: 'EUR' } });
    await bucket.put('old', entry('Old'));
    await waitFor(() => replicas.every(({ log }) => log.catalog.get('old') !== undefined));
    await bucket.destroy();
    await (await new Kvm(connection).create(catalogBucket, { history: 1 })).put('new', entry('New'));
    await nats.restart();
    await waitFor(
      () => replicas.every(({ log }) => log.catalog.get('old') === undefined && log.catalog.get('new') !== undefined),
      { describe: 'the new catalogue' },
    );
    // The connection of the tests after this one may take longer to come back.
    await waitFor(() => manager.streams.info(streamNames.orders).catch(() => undefined), { describe: 'the log' });
  });
});

describe('headroom', () => {
  const fillTo = async (share: number): Promise<void> => {
    for (;;) {
      const { state } = await manager.streams.info(streamNames.orders);
      if (state.bytes >= share * ordersMaxBytes) return;
      const missing = share * ordersMaxBytes - state.bytes;
      await one.bus.publish(orderCreated, newOrder('x'.repeat(Math.min(60_000, Math.ceil(missing)))));
    }
  };
  /** What a look at the size says. It looks again only when the look before is through. */
  const looked = async (): Promise<unknown> => {
    let looks = 0;
    const watch = watchHeadroom(() => {
      looks += 1;
      return manager;
    });
    try {
      await waitFor(() => looks > 1);
      watch.check();
      return undefined;
    } catch (error) {
      return error;
    } finally {
      watch.stop();
    }
  };

  it('refuses new orders from 80 % on, and lets the rest of the log be used for what was accepted', async () => {
    await purge();
    await fillTo(0.75);
    expect(await looked()).toBeUndefined();
    await fillTo(0.81);
    expect(await looked()).toMatchObject({ code: 'LOG_FULL', retryAfterSeconds: 30 });
    const noticed = () => {
      expect(one.log.headroom.check).toThrow(expect.objectContaining({ code: 'LOG_FULL' }));
      return true;
    };
    await waitFor(noticed, { describe: 'the replica to notice' });
    const { orderId } = newOrder();
    await one.log.publisher.publish(orderConfirmed, { orderId, paymentId: 'pi_1', confirmedAt: at });
    await purge();
    expect(await looked()).toBeUndefined();
  });
});

describe('read progress', () => {
  /** As the service would take it: delivered, and not settled yet. */
  const take = async (stream: string, durable: string) => {
    const consumer = await jetstream(connection).consumers.get(stream, durable);
    const message = await consumer.next({ expires: 5_000 });
    if (!message) throw new Error(`${durable} has nothing to read`);
    return { settle: () => message.ackAck() };
  };
  const takeOrder = () => take(streamNames.orders, durables.orderProjector);
  /** Nothing of the tests before lies unread. */
  const readAll = async () => {
    const consumer = await jetstream(connection).consumers.get(streamNames.orders, durables.orderProjector);
    const { num_pending } = await consumer.info();
    for (let left = num_pending; left > 0; left--) await (await takeOrder()).settle();
  };
  beforeEach(readAll);

  it('is caught up when the last messages of a stream are not for the service', async () => {
    await one.bus.publish(orderConfirmed, { orderId: newOrder().orderId, paymentId: 'pi_1', confirmedAt: at });
    expect(await one.log.progress.caughtUp(0, never)).toBe(true);
  });

  it('is not, as long as one message lies unread or unsettled', async () => {
    const { orderId } = newOrder();
    await one.bus.publish(inventoryReserved, { orderId, fingerprint, reservedAt: at });
    expect(await one.log.progress.caughtUp(0, never)).toBe(false);

    const caughtUp = one.log.progress.caughtUp(20_000, never);
    // Delivered and not acknowledged: it may still decide an order.
    const delivered = await take(streamNames.inventory, durables.orderInventoryListener);
    expect(await one.log.progress.caughtUp(0, never)).toBe(false);
    await delivered.settle();
    expect(await caughtUp).toBe(true);
  });

  it('does not wait for what is written after it has begun', async () => {
    await one.bus.publish(orderCreated, newOrder());
    const caughtUp = one.log.progress.caughtUp(20_000, never);
    // Its ends are noted before anything else is asked.
    await waitFor(async () => (await one.log.progress.caughtUp(0, never)) === false);
    await one.bus.publish(orderCreated, newOrder());
    await (await takeOrder()).settle();
    expect(await caughtUp).toBe(true);
    expect(await one.log.progress.caughtUp(0, never)).toBe(false);
    await (await takeOrder()).settle();
  });

  it('is given up when its signal fires', async () => {
    await one.bus.publish(orderCreated, newOrder());
    const giving = new AbortController();
    const caughtUp = one.log.progress.caughtUp(20_000, giving.signal);
    const reason = new Error('stopping');
    giving.abort(reason);
    await expect(caughtUp).rejects.toBe(reason);
    await (await takeOrder()).settle();
  });
});

describe('changes of an order', () => {
  const listen = (replica: Replica, orderId: string) => {
    const heard = { times: 0 };
    const stop = replica.log.changes.watch(orderId, () => {
      heard.times += 1;
    });
    return { heard, stop };
  };
  const subscribed = (replica: Replica) => replica.connection.stats();

  it('are heard when another replica tells them, by all who watch it and by nobody else', async () => {
    const { orderId } = newOrder();
    const watching = [listen(one, orderId), listen(one, orderId), listen(two, orderId)];
    const other = listen(one, 'another');
    await Promise.all(replicas.map((replica) => replica.connection.flush()));
    const begin = performance.now();
    await two.bus.publish(orderRejected, { orderId, reason: 'out_of_stock', rejectedAt: at });
    await waitFor(() => watching.every(({ heard }) => heard.times > 0), { everyMs: 2 });
    // Well before the tick that covers for lost messages.
    expect(performance.now() - begin).toBeLessThan(500);
    expect(other.heard.times).toBe(0);
    for (const { stop } of [...watching, other]) stop();
  });

  it('are looked for anyway, once a second', async () => {
    const { heard, stop } = listen(one, 'quiet');
    await waitFor(() => heard.times > 0, { timeoutMs: 3_000, describe: 'the tick' });
    stop();
  });

  it('are not heard any more once nobody watches', async () => {
    const { orderId } = newOrder();
    const first = listen(one, orderId);
    const second = listen(one, orderId);
    first.stop();
    await one.connection.flush();
    await two.bus.publish(orderConfirmed, { orderId, paymentId: 'pi_1', confirmedAt: at });
    await waitFor(() => second.heard.times > 0);
    expect(first.heard.times).toBe(0);
    second.stop();
    second.stop();
    await one.connection.flush();
    const before = subscribed(one).inMsgs;
    await two.bus.publish(orderRejected, { orderId, reason: 'out_of_stock', rejectedAt: at });
    // A flush comes back after whatever was on its way to this connection.
    await two.connection.flush();
    await one.connection.flush();
    expect(subscribed(one).inMsgs).toBe(before);
  });
});
