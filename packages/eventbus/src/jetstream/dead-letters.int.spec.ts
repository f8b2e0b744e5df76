import type { NatsConnection } from '@nats-io/nats-core';
import { startTestNats, type TestNats } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeadLetter } from '../engine/delivery.ts';
import type { Topology } from '../ports.ts';
import { connectNats } from './connect.ts';
import { createCork } from './cork.ts';
import { createDeadLetterStore } from './dead-letter-store.ts';
import { listDeadLetters, showDeadLetter } from './dead-letters.ts';
import { createLink, type Link } from './link.ts';
import { createPublisher, type JetStreamPublisher } from './publisher.ts';
import { ensureTopology } from './topology.ts';

const topology: Topology = {
  streams: [
    {
      name: 'DEAD',
      subjects: ['dead_letters.>'],
      maxBytes: 64 * 1024 ** 2,
      maxAgeMs: 0,
      duplicateWindowMs: 120_000,
      replicas: 1,
    },
  ],
  durables: [],
  deadLetterStream: 'DEAD',
};

const letter = (durable: string, sequence: number, changes: Partial<DeadLetter> = {}): DeadLetter => ({
  durable,
  stream: 'ORDERS',
  sequence,
  subject: 'orders.created',
  data: Buffer.from('the original bytes'),
  headers: [
    ['Nats-Msg-Id', `o-${sequence}`],
    ['traceparent', '00-abc'],
  ],
  code: 'UNDECODABLE',
  reason: 'two lines,\nof which 100 % are kept',
  stack: 'Error: at\n  somewhere',
  attempts: 3,
  delivery: 4,
  ...changes,
});

describe('dead letters', () => {
  let server: TestNats;
  let connection: NatsConnection;
  let link: Link;
  let publisher: JetStreamPublisher;

  beforeAll(async () => {
    server = await startTestNats();
    connection = await connectNats({ servers: server.url, name: 'dead letters' });
    await ensureTopology(connection, topology);
    link = createLink(connection);
    publisher = createPublisher({
      connection,
      link,
      cork: createCork(connection, link, 1),
      topology,
      source: '/test',
      maxPending: 16,
      maxQueue: 16,
      timeoutMs: 5_000,
      observer: {},
    });
    const store = createDeadLetterStore(publisher);
    await store(letter('reserver', 7));
    await store(letter('projector', 7));
    await store(letter('reserver', 7));
    await store(letter('reserver', 9));
    await store(letter('reserver', 10, { data: Buffer.alloc(1024 ** 2 - 1_000), stack: 'x'.repeat(4_000) }));
  });

  afterAll(async () => {
    publisher?.close();
    link?.release();
    await connection?.close();
    await server?.stop();
  });

  it('keeps one letter for each durable that failed the message, however often it is stored', async () => {
    const letters = await listDeadLetters(connection, topology);
    expect(letters.map(({ durable, streamSequence }) => [durable, streamSequence])).toEqual([
      ['reserver', 7],
      ['projector', 7],
      ['reserver', 9],
      ['reserver', 10],
    ]);
  });

  it('lists by durable, in pages', async () => {
    const filter = { durable: 'reserver', limit: 2 };
    const first = await listDeadLetters(connection, topology, filter);
    expect(first.map(({ sequence }) => sequence)).toEqual([1, 3]);
    const second = await listDeadLetters(connection, topology, { ...filter, after: first.at(-1)?.sequence ?? 0 });
    expect(second.map(({ sequence }) => sequence)).toEqual([4]);
    expect(await listDeadLetters(connection, topology, { durable: 'nobody' })).toEqual([]);
  });

  it('shows one with all that is needed to understand it', async () => {
    const shown = await showDeadLetter(connection, topology, 1);
    expect(shown).toMatchObject({
      durable: 'reserver',
      stream: 'ORDERS',
      streamSequence: 7,
      subject: 'orders.created',
      messageId: 'o-7',
      code: 'UNDECODABLE',
      reason: 'two lines,\nof which 100 % are kept',
      stack: 'Error: at\n  somewhere',
      attempts: 3,
    });
    expect(Buffer.from(shown?.data ?? []).toString()).toBe('the original bytes');
    expect(shown?.headers).toContainEqual(['Nats-Msg-Id', 'reserver:ORDERS:7']);
    expect(shown?.headers).toContainEqual(['traceparent', '00-abc']);
    expect(await showDeadLetter(connection, topology, 99)).toBeUndefined();
  });

  it('gives up its stack rather than a message that fills the limit of the server', async () => {
    const shown = await showDeadLetter(connection, topology, 4);
    expect(shown).toMatchObject({ streamSequence: 10, stack: '' });
    expect(shown?.data.byteLength).toBe(1024 ** 2 - 1_000);
  });
});
