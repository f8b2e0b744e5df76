import { jetstreamManager } from '@nats-io/jetstream';
import type { Msg, NatsConnection } from '@nats-io/nats-core';
import { startTestNats, type TestNats, waitFor } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Outgoing } from '../engine/outgoing.ts';
import type { PubAck, Topology } from '../ports.ts';
import { connectNats } from './connect.ts';
import { createCork } from './cork.ts';
import { createLink, type Link } from './link.ts';
import { createPublisher, type JetStreamPublisher } from './publisher.ts';
import { ensureTopology } from './topology.ts';

const streamOf = (name: string, subjects: string[], maxBytes = 64 * 1024 ** 2) => ({
  name,
  subjects,
  maxBytes,
  maxAgeMs: 0,
  duplicateWindowMs: 120_000,
  replicas: 1,
});

const topology: Topology = {
  streams: [
    streamOf('EVENTS', ['events.>']),
    streamOf('SMALL', ['small.>'], 20_000),
    streamOf('DEAD', ['dead_letters.>']),
  ],
  durables: [],
  deadLetterStream: 'DEAD',
};

const outgoing = (id: string, subject = 'events.made', data = Buffer.from(id)): Outgoing => ({
  subject,
  type: 'events.made',
  id,
  data,
  headers: `Nats-Msg-Id: ${id}\r\nce-type: events.made\r\n`,
});

/** Settled without an error that nobody handles meanwhile. */
const outcomeOf = (publish: Promise<PubAck>) =>
  publish.then(
    (ack) => ({ ack, code: undefined }),
    (error: { code: string }) => ({ ack: undefined, code: error.code }),
  );

interface Tuning {
  maxPending?: number;
  maxQueue?: number;
  timeoutMs?: number;
  corkMs?: number;
}

describe('the publisher', () => {
  let server: TestNats;
  let connection: NatsConnection;
  let peer: NatsConnection;
  let made: { publisher: JetStreamPublisher; link: Link }[] = [];
  const states: string[] = [];

  const create = (tuning: Tuning = {}): JetStreamPublisher => {
    const link = createLink(connection);
    const publisher = createPublisher({
      connection,
      link,
      cork: createCork(connection, link, tuning.corkMs ?? 2),
      topology: { ...topology, streams: [...topology.streams, streamOf('BY_HAND', ['hand.>'])] },
      source: '/test',
      maxPending: 256,
      maxQueue: 10_000,
      timeoutMs: 5_000,
      observer: {},
      onCircuit: (stream, state) => states.push(`${stream} ${state}`),
      ...tuning,
    });
    made.push({ publisher, link });
    return publisher;
  };

  /** Stands in for the log on one subject, and answers when and what the test wants. */
  const logByHand = async (answer: (message: Msg, id: string) => void) => {
    const subscription = peer.subscribe('hand.>', {
      callback: (_, message) => answer(message, message.headers?.get('Nats-Msg-Id') ?? ''),
    });
    await peer.flush();
    return subscription;
  };
  const store = (message: Msg, sequence = 1) => message.respond(JSON.stringify({ stream: 'BY_HAND', seq: sequence }));

  const peerConnected = () =>
    waitFor(() => peer.flush().then(() => true), { describe: 'the connection after a restart' });

  const storedIds = async (): Promise<string[]> => {
    await peerConnected();
    const manager = await jetstreamManager(peer);
    const { state } = await manager.streams.info('EVENTS');
    const ids: string[] = [];
    for (let seq = state.first_seq; seq > 0 && seq <= state.last_seq; seq++) {
      const message = await manager.direct.getMessage('EVENTS', { seq });
      ids.push(message?.header.get('Nats-Msg-Id') ?? '');
    }
    return ids;
  };

  beforeAll(async () => {
    server = await startTestNats();
    connection = await connectNats({ servers: server.url, name: 'publisher' });
    peer = await connectNats({ servers: server.url, name: 'peer' });
  });

  afterAll(async () => {
    await connection?.close();
    await peer?.close();
    await server?.stop();
  });

  beforeEach(async () => {
    await ensureTopology(peer, topology);
    states.length = 0;
  });

  afterEach(async () => {
    for (const { publisher, link } of made) {
      publisher.close();
      link.release();
    }
    made = [];
    await peerConnected();
    const manager = await jetstreamManager(peer);
    for await (const name of manager.streams.names()) await manager.streams.delete(name);
  });

  it('answers with the position, and for a duplicate with that of the first', async () => {
    const publisher = create();
    const [first, second] = await Promise.all([
      publisher.send(outgoing('a'), 'accept'),
      publisher.send(outgoing('b'), 'complete'),
    ]);
    expect(first).toEqual({ stream: 'EVENTS', sequence: 1, duplicate: false });
    expect(second).toEqual({ stream: 'EVENTS', sequence: 2, duplicate: false });
    expect(await publisher.send(outgoing('a'), 'accept')).toEqual({ stream: 'EVENTS', sequence: 1, duplicate: true });
  });

  it('sends at once what is alone, however long the cork', async () => {
    const publisher = create({ corkMs: 20_000 });
    for (const id of ['a', 'b', 'c']) await publisher.send(outgoing(id), 'complete');
    expect(await storedIds()).toEqual(['a', 'b', 'c']);
  });

  it('has no more unanswered than the window, and lets completions pass the accepts that wait', async () => {
    const waiting: Msg[] = [];
    let most = 0;
    const order: string[] = [];
    const subscription = await logByHand((message, id) => {
      order.push(id);
      waiting.push(message);
      most = Math.max(most, waiting.length);
    });
    const publisher = create({ maxPending: 4, maxQueue: 10 });
    const accepts = Array.from({ length: 14 }, (_, i) => publisher.send(outgoing(`accept-${i}`, 'hand.a'), 'accept'));
    await expect(publisher.send(outgoing('one-too-many', 'hand.a'), 'accept')).rejects.toMatchObject({
      code: 'QUEUE_FULL',
      retryAfterSeconds: 1,
    });
    const completions = Array.from({ length: 20 }, (_, i) => publisher.send(outgoing(`c-${i}`, 'hand.a'), 'complete'));
    const answering = setInterval(() => {
      const next = waiting.shift();
      if (next) store(next);
    }, 1);
    await Promise.all([...accepts, ...completions]);
    clearInterval(answering);
    subscription.unsubscribe();

    expect(most).toBe(4);
    const lastCompletion = order.findLastIndex((id) => id.startsWith('c-'));
    expect(order.slice(0, 4)).toEqual(['accept-0', 'accept-1', 'accept-2', 'accept-3']);
    expect(order.slice(4, lastCompletion + 1).every((id) => id.startsWith('c-'))).toBe(true);
  });

  it('sends the same identity again when no answer comes in time, three times in all', async () => {
    const seen: string[] = [];
    const subscription = await logByHand((message, id) => {
      seen.push(id);
      if (id === 'third-time' && seen.length === 3) store(message, 7);
    });
    const publisher = create({ timeoutMs: 150 });
    expect(await publisher.send(outgoing('third-time', 'hand.a'), 'complete')).toMatchObject({ sequence: 7 });
    expect(seen).toEqual(['third-time', 'third-time', 'third-time']);

    seen.length = 0;
    await expect(publisher.send(outgoing('never', 'hand.a'), 'complete')).rejects.toMatchObject({
      code: 'LOG_UNAVAILABLE',
    });
    expect(seen).toEqual(['never', 'never', 'never']);
    subscription.unsubscribe();
  });

  it('takes "the same identity is being stored" for "not yet"', async () => {
    let answers = 0;
    const subscription = await logByHand((message) => {
      answers += 1;
      if (answers > 1) store(message, 5);
      else message.respond(JSON.stringify({ error: { code: 409, err_code: 10_158, description: 'in process' } }));
    });
    expect(await create().send(outgoing('a', 'hand.a'), 'accept')).toMatchObject({ sequence: 5 });
    expect(answers).toBe(2);
    subscription.unsubscribe();
  });

  it('does not wait for a log that is not there, and stops asking one that keeps failing', async () => {
    const publisher = create();
    const first = await Promise.all(
      Array.from({ length: 8 }, (_, i) => outcomeOf(publisher.send(outgoing(`${i}`, 'hand.a'), 'accept'))),
    );
    expect(first.every(({ code }) => code === 'LOG_UNAVAILABLE')).toBe(true);
    expect(states).toEqual(['BY_HAND open']);
    expect(publisher.problems()).toHaveLength(1);
    await expect(publisher.send(outgoing('refused', 'hand.a'), 'accept')).rejects.toMatchObject({
      code: 'LOG_UNAVAILABLE',
      retryAfterSeconds: expect.any(Number),
    });
    // The other streams have breakers of their own.
    expect(await publisher.send(outgoing('other'), 'accept')).toMatchObject({ stream: 'EVENTS' });

    const subscription = await logByHand((message) => store(message));
    await waitFor(async () => (await outcomeOf(publisher.send(outgoing('back', 'hand.a'), 'accept'))).ack);
    expect(states).toEqual(['BY_HAND open', 'BY_HAND half_open', 'BY_HAND closed']);
    expect(publisher.problems()).toEqual([]);
    subscription.unsubscribe();
  });

  it('says that the log is full, and that a message is too large', async () => {
    const publisher = create();
    const large = Buffer.alloc(4_000, 'x');
    const outcomes = [];
    for (let i = 0; i < 8; i++)
      outcomes.push(await outcomeOf(publisher.send(outgoing(`${i}`, 'small.a', large), 'accept')));
    expect(outcomes[0]).toMatchObject({ ack: { stream: 'SMALL', sequence: 1 } });
    expect(outcomes.at(-1)).toMatchObject({ code: 'LOG_FULL' });
    expect(states).toEqual([]);

    const huge = Buffer.alloc(1024 ** 2);
    await expect(publisher.send(outgoing('huge', 'events.made', huge), 'accept')).rejects.toMatchObject({
      code: 'BODY_TOO_LARGE',
    });
  });

  it('gives up at once when it is cancelled, waiting or sent', async () => {
    const arrived: string[] = [];
    const subscription = await logByHand((_, id) => arrived.push(id));
    const publisher = create({ maxPending: 1 });
    const controller = new AbortController();
    const sent = outcomeOf(publisher.send(outgoing('sent', 'hand.a'), 'accept', controller.signal));
    const waiting = outcomeOf(publisher.send(outgoing('waiting', 'hand.a'), 'accept', controller.signal));
    await waitFor(() => arrived.length === 1);
    controller.abort();
    expect((await sent).code).toBe('ABORTED');
    expect((await waiting).code).toBe('ABORTED');
    expect((await outcomeOf(publisher.send(outgoing('late', 'hand.a'), 'accept', controller.signal))).code).toBe(
      'ABORTED',
    );
    expect(arrived).toEqual(['sent']);
    subscription.unsubscribe();
  });

  it('names at a drain what has no answer, and takes nothing more', async () => {
    const subscription = await logByHand((message, id) => {
      if (id === 'answered') store(message);
    });
    const publisher = create();
    publisher.refuseAccepts();
    expect((await outcomeOf(publisher.send(outgoing('new', 'hand.a'), 'accept'))).code).toBe('DRAINING');
    const answered = outcomeOf(publisher.send(outgoing('answered', 'hand.a'), 'complete'));
    const open = outcomeOf(publisher.send(outgoing('open', 'hand.a'), 'complete'));
    expect(await publisher.drain(300)).toEqual(['open']);
    expect((await answered).ack).toBeDefined();
    expect((await outcomeOf(publisher.send(outgoing('late', 'hand.a'), 'complete'))).code).toBe('DRAINING');
    publisher.close();
    expect((await open).code).toBe('LOG_UNAVAILABLE');
    subscription.unsubscribe();
  });

  it('loses nothing and doubles nothing when the server is killed under it and comes back', async () => {
    const publisher = create();
    const total = 4_000;
    const acked = new Map<string, number>();
    let failures = 0;
    const publish = async (id: string): Promise<void> => {
      // What a caller does who was told "not known": the same identity again.
      for (;;) {
        const { ack } = await outcomeOf(publisher.send(outgoing(id), 'complete'));
        if (ack) {
          acked.set(id, ack.sequence);
          return;
        }
        failures += 1;
        await waitFor(() => publisher.problems().length === 0, { timeoutMs: 20_000 });
      }
    };
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < total) await publish(`m-${next++}`);
    };
    const workers = Array.from({ length: 300 }, worker);
    await waitFor(() => acked.size > 500);
    await server.kill();
    const ackedAtKill = acked.size;
    await server.start();
    await Promise.all(workers);

    expect(ackedAtKill).toBeLessThan(total);
    expect(acked.size).toBe(total);
    const ids = await storedIds();
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(total);
    for (const [id, sequence] of acked) expect(ids[sequence - 1]).toBe(id);
    // The wait for the connection spans a restart: nobody had to be told "not known".
    expect(failures).toBe(0);
  });

  it('answers "not known" while the log is away, at once when it has been for long, and recovers', async () => {
    const publisher = create({ timeoutMs: 400 });
    await server.halt();
    try {
      const first = await outcomeOf(publisher.send(outgoing('a'), 'accept'));
      expect(first.code).toBe('LOG_UNAVAILABLE');
      const startedMs = performance.now();
      expect((await outcomeOf(publisher.send(outgoing('b'), 'accept'))).code).toBe('LOG_UNAVAILABLE');
      expect(performance.now() - startedMs).toBeLessThan(2_000);
    } finally {
      await server.start();
    }
    const ack = await waitFor(async () => (await outcomeOf(publisher.send(outgoing('c'), 'accept'))).ack);
    expect(ack.stream).toBe('EVENTS');
  });
});
