import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/nats-core';
import { startTestNats, type TestNats, waitFor } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery } from '../engine/delivery.ts';
import type { BusObserver } from '../engine/observer.ts';
import type { Topology } from '../ports.ts';
import { connectNats } from './connect.ts';
import { createCork } from './cork.ts';
import { createDurableStore } from './durable-store.ts';
import { createLink, type Link } from './link.ts';
import { createPullSource, type PullSource, type PullSourceOptions } from './pull-source.ts';
import { ensureTopology } from './topology.ts';
import { createWatchdog, type Watchdog } from './watchdog.ts';

const stream = {
  name: 'EVENTS',
  subjects: ['events.>'],
  maxBytes: 64 * 1024 ** 2,
  maxAgeMs: 0,
  duplicateWindowMs: 120_000,
  replicas: 1,
};
const durable = { name: 'reader', stream: 'EVENTS', subjects: ['events.>'], ackWaitMs: 30_000, maxAckPending: 1_000 };
const topology: Topology = { streams: [stream], durables: [durable], deadLetterStream: 'EVENTS' };

describe('reading a durable', () => {
  let server: TestNats;
  let connection: NatsConnection;
  let link: Link;
  const sources: PullSource[] = [];
  const watchdogs: Watchdog[] = [];

  const open = (options: Partial<PullSourceOptions> = {}) => {
    const deliveries: Delivery[] = [];
    const source = createPullSource({
      connection,
      link,
      cork: createCork(connection, link, 1),
      stream: 'EVENTS',
      durable: 'reader',
      deliver: (delivery) => deliveries.push(delivery),
      onGone: () => undefined,
      ...options,
    });
    sources.push(source);
    return { source, deliveries };
  };

  const watch = (
    source: Pick<PullSource, 'openCredit' | 'restart'>,
    observer: BusObserver = {},
    stuckAfterMs = 60_000,
  ) => {
    const watchdog = createWatchdog({
      connection,
      link,
      definition: durable,
      source,
      observer,
      intervalMs: 50,
      stuckAfterMs,
    });
    watchdogs.push(watchdog);
    return watchdog;
  };

  const store = async (from: number, to: number): Promise<void> => {
    const js = jetstream(connection);
    for (let i = from; i <= to; i++) await js.publish('events.made', `${i}`, { timeout: 5_000 });
  };
  const sequences = (deliveries: readonly Delivery[]): number[] => deliveries.map(({ sequence }) => sequence);
  const info = async () => (await jetstreamManager(connection)).consumers.info('EVENTS', 'reader');

  beforeAll(async () => {
    server = await startTestNats();
  });
  afterAll(async () => {
    await server?.stop();
  });
  beforeEach(async () => {
    connection = await connectNats({ servers: server.url, name: 'reader' });
    link = createLink(connection);
    await ensureTopology(connection, topology);
  });
  afterEach(async () => {
    for (const watchdog of watchdogs.splice(0)) watchdog.stop();
    for (const source of sources.splice(0)) await source.stop();
    const manager = await jetstreamManager(connection);
    for await (const name of manager.streams.names()) await manager.streams.delete(name);
    link.release();
    await connection.close();
  });

  it('never hands over more than was asked for, and credit adds up', async () => {
    await store(1, 20);
    const { source, deliveries } = open();
    source.request(3);
    await waitFor(() => deliveries.length === 3);
    source.request(1);
    source.request(4);
    await waitFor(() => deliveries.length === 8);
    for (let round = 0; round < 3; round++) await connection.flush();
    expect(sequences(deliveries)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(source.openCredit).toBe(0);
  });

  it('asks again when its request has expired', async () => {
    const { source, deliveries } = open({ expiresMs: 400, heartbeatMs: 100 });
    source.request(2);
    const manager = await jetstreamManager(connection);
    const asked = async () => (await manager.consumers.info('EVENTS', 'reader')).num_waiting;
    await waitFor(async () => (await asked()) === 1);
    // Two of its lives later it still has credit for two.
    const until = performance.now() + 900;
    await waitFor(() => performance.now() > until);
    await store(1, 3);
    await waitFor(() => deliveries.length === 2);
    expect(source.openCredit).toBe(0);
  });

  it('shows what the log knows, and settles', async () => {
    const set = headers();
    set.set('Nats-Msg-Id', 'first');
    set.set('traceparent', '00-abc');
    await jetstream(connection).publish('events.made', 'body', { headers: set });
    await store(2, 3);
    const { source, deliveries } = open();
    source.request(3);
    await waitFor(() => deliveries.length === 3);
    const [first, second, third] = deliveries;

    expect(first).toMatchObject({
      stream: 'EVENTS',
      durable: 'reader',
      subject: 'events.made',
      sequence: 1,
      delivery: 1,
    });
    expect(Buffer.from(first!.data).toString()).toBe('body');
    expect(first!.header('Nats-Msg-Id')).toBe('first');
    expect(first!.header('traceparent')).toBe('00-abc');
    expect(first!.header('trace')).toBeUndefined();
    expect(second!.header('traceparent')).toBeUndefined();
    expect(first!.headers()).toEqual([
      ['Nats-Msg-Id', 'first'],
      ['traceparent', '00-abc'],
    ]);
    expect(Math.abs(first!.storedAt.getTime() - Date.now())).toBeLessThan(60_000);

    first!.ack();
    first!.nak(1);
    second!.nak(40);
    third!.term();
    source.request(2);
    await waitFor(() => deliveries.length === 4);
    expect(deliveries[3]).toMatchObject({ sequence: 2, delivery: 2 });
    deliveries[3]!.ack();
    await waitFor(async () => (await info()).num_ack_pending === 0);
    expect((await info()).ack_floor.stream_seq).toBe(3);
  });

  it('goes on after a restart of the server; a settlement made meanwhile is not lost', async () => {
    await store(1, 2);
    const { source, deliveries } = open();
    source.request(4);
    await waitFor(() => deliveries.length === 2);
    await server.halt();
    await waitFor(() => !link.connected);
    deliveries[0]!.ack();
    deliveries[1]!.ack();
    await server.start();
    await waitFor(() => link.connected);
    await waitFor(async () => (await info()).ack_floor.stream_seq === 2);
    await store(3, 6);
    await waitFor(() => deliveries.length === 4);
    for (let round = 0; round < 3; round++) await connection.flush();
    expect(sequences(deliveries)).toEqual([1, 2, 3, 4]);
    expect(deliveries.every(({ delivery }) => delivery === 1)).toBe(true);
  });

  it('leaves to others at once what was asked for before a pause', async () => {
    const { source, deliveries } = open();
    source.request(10);
    await waitFor(async () => (await info()).num_waiting === 1);
    source.pause();
    await waitFor(() => source.openCredit === 0);
    await connection.flush();
    await store(1, 2);
    const other = open();
    other.source.request(2);
    await waitFor(() => other.deliveries.length === 2);
    expect(deliveries).toEqual([]);
    // And goes on when it is asked again.
    source.request(1);
    await store(3, 3);
    await waitFor(() => deliveries.length === 1);
  });

  it('hands over nothing after it has stopped, and keeps nothing from others', async () => {
    const { source, deliveries } = open();
    source.request(10);
    await store(1, 1);
    await waitFor(() => deliveries.length === 1);
    await source.stop();
    await store(2, 3);
    const other = open();
    other.source.request(2);
    await waitFor(() => other.deliveries.length === 2);
    expect(sequences(other.deliveries)).toEqual([2, 3]);
    expect(deliveries).toHaveLength(1);
  });

  it('is made again where it stood when the durable is deleted', async () => {
    await store(1, 10);
    const rebuilt: string[] = [];
    const looks: Watchdog[] = [];
    const { source, deliveries } = open({ onGone: () => looks[0]?.look() });
    looks.push(watch(source, { rebuilt: (name) => rebuilt.push(name) }));
    source.request(20);
    await waitFor(() => deliveries.length === 10);
    for (const delivery of deliveries.slice(0, 6)) delivery.ack();
    const saved = await createDurableStore(connection);
    await waitFor(async () => (await saved.read('reader'))?.ackFloor === 6);

    await (await jetstreamManager(connection)).consumers.delete('EVENTS', 'reader');
    await waitFor(() => deliveries.length === 14);
    expect(rebuilt).toEqual(['reader']);
    expect(sequences(deliveries.slice(10))).toEqual([7, 8, 9, 10]);
    await store(11, 11);
    await waitFor(() => deliveries.length === 15);
  });

  it('says that the stream is gone, and goes on from its beginning when it exists again', async () => {
    await store(1, 3);
    const looks: Watchdog[] = [];
    const { source, deliveries } = open({ onGone: () => looks[0]?.look() });
    const watchdog = watch(source);
    looks.push(watchdog);
    source.request(20);
    await waitFor(() => deliveries.length === 3);
    for (const delivery of deliveries) delivery.ack();
    const saved = await createDurableStore(connection);
    await waitFor(async () => (await saved.read('reader'))?.ackFloor === 3);

    const manager = await jetstreamManager(connection);
    await manager.streams.delete('EVENTS');
    await waitFor(() => watchdog.problems().some((sentence) => sentence.includes('EVENTS')));
    await manager.streams.add({ name: 'EVENTS', subjects: ['events.>'] });
    await store(1, 5);
    await waitFor(() => deliveries.length === 8);
    expect(sequences(deliveries.slice(3))).toEqual([1, 2, 3, 4, 5]);
    await waitFor(() => watchdog.problems().length === 0);
  });

  it('makes again a durable that delivers nothing though it could', async () => {
    await store(1, 3);
    const rebuilt: string[] = [];
    let restarts = 0;
    // Two processes that believe to have asked, and nothing comes: as with a durable whose server lost the thread.
    const deaf = { openCredit: 5, restart: () => void restarts++ };
    const before = (await info()).created;
    const observer = { rebuilt: (name: string) => rebuilt.push(name) };
    watch(deaf, observer, 300);
    watch(deaf, observer, 300);
    await waitFor(async () => (await info()).created !== before);
    await waitFor(() => rebuilt.length >= 1);
    expect(restarts).toBeGreaterThan(0);
    const { config, num_pending: pending } = await info();
    expect(pending).toBe(3);
    expect(config.max_deliver).toBe(-1);
  });
});
