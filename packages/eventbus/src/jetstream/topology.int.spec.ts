import { DiscardPolicy, jetstreamManager, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/nats-core';
import { startTestNats, type TestNats } from '@orderflow/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Topology } from '../ports.ts';
import { connectNats } from './connect.ts';
import { ensureTopology, verifyTopology } from './topology.ts';

const mebibyte = 1024 ** 2;

const topology: Topology = {
  streams: [
    {
      name: 'EVENTS',
      subjects: ['events.>', 'redrive.reader'],
      maxBytes: 8 * mebibyte,
      maxAgeMs: 3_600_000,
      duplicateWindowMs: 120_000,
      replicas: 1,
    },
    {
      name: 'DEAD',
      subjects: ['dead_letters.>'],
      maxBytes: 8 * mebibyte,
      maxAgeMs: 0,
      duplicateWindowMs: 120_000,
      replicas: 1,
    },
  ],
  durables: [
    {
      name: 'reader',
      stream: 'EVENTS',
      subjects: ['events.made', 'redrive.reader'],
      ackWaitMs: 30_000,
      maxAckPending: 1_000,
    },
  ],
  deadLetterStream: 'DEAD',
};

describe('the topology on a real server', () => {
  let server: TestNats;
  let connection: NatsConnection;

  beforeAll(async () => {
    server = await startTestNats();
    connection = await connectNats({ servers: server.url, name: 'topology' });
  });

  afterAll(async () => {
    await connection?.close();
    await server?.stop();
  });

  beforeEach(async () => {
    const manager = await jetstreamManager(connection);
    for await (const name of manager.streams.names()) await manager.streams.delete(name);
  });

  it('says what is missing, makes it, and then has nothing to do', async () => {
    expect((await verifyTopology(connection, topology)).missing).toHaveLength(5);

    const first = await ensureTopology(connection, topology);
    expect(first.created).toEqual([
      'Stream EVENTS',
      'Stream DEAD',
      'Bucket attempts',
      'Bucket durables',
      'Durable reader',
    ]);
    const second = await ensureTopology(connection, topology);
    expect(second).toMatchObject({ created: [], updated: [] });
    expect(await verifyTopology(connection, topology)).toEqual({ errors: [], warnings: [], missing: [] });
  });

  it('does not wait for set-up when a durable was deleted that a service makes again', async () => {
    await ensureTopology(connection, topology);
    await (await jetstreamManager(connection)).consumers.delete('EVENTS', 'reader');
    const findings = await verifyTopology(connection, topology);
    expect(findings).toMatchObject({ errors: [], missing: [] });
    expect(findings.warnings).toEqual(['Durable reader was deleted; its service makes it again where it stood.']);
  });

  it('keeps what the promises rest on', async () => {
    await ensureTopology(connection, topology);
    const manager = await jetstreamManager(connection);
    const { config } = await manager.streams.info('EVENTS');
    expect(config).toMatchObject({
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      discard: DiscardPolicy.New,
      duplicate_window: nanos(120_000),
      max_bytes: 8 * mebibyte,
    });
    const durable = await manager.consumers.info('EVENTS', 'reader');
    expect(durable.config).toMatchObject({ ack_policy: 'explicit', deliver_policy: 'all', max_deliver: -1 });
    expect(durable.config.backoff).toBeUndefined();
  });

  it('changes capacities in place, messages and position kept', async () => {
    await ensureTopology(connection, topology);
    connection.publish('events.made', 'x');
    const [events, ...others] = topology.streams;
    const larger: Topology = { ...topology, streams: [{ ...events!, maxBytes: 16 * mebibyte }, ...others] };

    const before = await verifyTopology(connection, larger);
    expect(before.errors).toEqual([]);
    expect(before.warnings).toEqual(['Stream EVENTS: max_bytes is 8388608, not 16777216.']);
    const report = await ensureTopology(connection, larger);
    expect(report.updated).toEqual(before.warnings);
    const info = await (await jetstreamManager(connection)).streams.info('EVENTS');
    expect(info.state.messages).toBe(1);
    expect(info.config.max_bytes).toBe(16 * mebibyte);
  });

  it.each([
    ['discard', { discard: DiscardPolicy.Old }, 'Stream EVENTS: discard is old, not new.'],
    [
      'the duplicate window',
      { duplicate_window: nanos(1_000) },
      'Stream EVENTS: the duplicate window is 1000 ms, not 120000 ms.',
    ],
    ['a number of messages', { max_msgs: 10 }, 'Stream EVENTS: max_msgs is 10, not unlimited.'],
  ])('names a weaker %s, and set-up corrects it', async (_, change, sentence) => {
    await ensureTopology(connection, topology);
    const manager = await jetstreamManager(connection);
    await manager.streams.update('EVENTS', change);

    expect((await verifyTopology(connection, topology)).errors).toEqual([sentence]);
    await ensureTopology(connection, topology);
    expect((await verifyTopology(connection, topology)).errors).toEqual([]);
  });

  it.each([
    ['retention', { retention: RetentionPolicy.Interest }, 'Stream EVENTS: retention is interest, not limits.'],
    ['storage', { storage: StorageType.Memory }, 'Stream EVENTS: storage is memory, not file.'],
  ])('names a weaker %s, and never makes the stream anew', async (_, change, sentence) => {
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: 'EVENTS', subjects: ['events.>'], ...change });
    const { created } = await manager.streams.info('EVENTS');

    expect((await verifyTopology(connection, topology)).errors).toContain(sentence);
    await expect(ensureTopology(connection, topology)).rejects.toMatchObject({
      code: 'TOPOLOGY_MISMATCH',
      message: expect.stringContaining(sentence),
    });
    expect((await manager.streams.info('EVENTS')).created).toBe(created);
  });

  it('names a durable that would lose messages in silence', async () => {
    await ensureTopology(connection, topology);
    const manager = await jetstreamManager(connection);
    await manager.consumers.update('EVENTS', 'reader', { max_deliver: 5, filter_subjects: ['events.other'] });

    expect((await verifyTopology(connection, topology)).errors).toEqual([
      'Durable reader: max_deliver is 5, not -1.',
      'Durable reader: its filter is events.other, not events.made, redrive.reader.',
    ]);
    await ensureTopology(connection, topology);
    expect((await verifyTopology(connection, topology)).errors).toEqual([]);
  });
});
