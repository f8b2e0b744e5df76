import { RetentionPolicy, StorageType } from '@nats-io/jetstream';
import { createInbox, type NatsConnection } from '@nats-io/transport-node';
import { AppError } from '@orderflow/errors';
import { type Bus, defineEvent } from '@orderflow/eventbus';
import { connectNats, createJetStreamBus } from '@orderflow/eventbus/jetstream';
import type { Notes } from '../figures/notes.ts';
import { ownTime } from '../machine/cpu-clock.ts';
import type { World } from '../world/world.ts';

const stream = 'BENCH';
const subject = 'bench.published';
const inFlight = 256;
const payload = new Uint8Array(150).fill(120);
const streamBytes = 128 * 1024 ** 2;

interface Pace {
  readonly rate: number;
  readonly cpuMicros: number;
}

/** Times what `publish` does until the deadline that it is given, and resolves with how many were stored. */
const timed = async (seconds: number, publish: (until: number) => Promise<number>): Promise<Pace> => {
  const [cpu, startedAt] = [ownTime(), performance.now()];
  const count = await publish(startedAt + seconds * 1_000);
  return { rate: (count * 1_000) / (performance.now() - startedAt), cpuMicros: (ownTime() - cpu) / count };
};

/** The cheapest way that the client has: a core publish, its PubAck to an inbox of our own. */
const raw = (nats: NatsConnection, until: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const inbox = createInbox();
    let sent = 0;
    let stored = 0;
    const send = () => {
      while (sent - stored < inFlight && performance.now() < until)
        nats.publish(subject, payload, { reply: `${inbox}.${++sent}` });
    };
    const subscription = nats.subscribe(`${inbox}.*`, {
      callback: (error, message) => {
        const refused = error?.message ?? (message.string().includes('"error"') ? message.string() : undefined);
        if (refused !== undefined) {
          reject(new AppError('LOG_UNAVAILABLE', `The log did not store a message of the bench: ${refused}`));
          return;
        }
        stored++;
        send();
        if (stored === sent) {
          subscription.unsubscribe();
          resolve(stored);
        }
      },
    });
    send();
  });

const published = defineEvent<number>({
  type: subject,
  subject,
  version: 1,
  codec: { encode: () => payload, decode: () => 0 },
  key: String,
});

let lastId = 0;
const byBus = async (bus: Bus, until: number): Promise<number> => {
  let stored = 0;
  const publisher = async () => {
    while (performance.now() < until) {
      await bus.publish(published, ++lastId);
      stored++;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, publisher));
  return stored;
};

const topology = {
  streams: [
    {
      name: stream,
      subjects: ['bench.>'],
      maxBytes: streamBytes,
      maxAgeMs: 0,
      duplicateWindowMs: 120_000,
      replicas: 1,
    },
  ],
  durables: [],
  deadLetterStream: stream,
};

const noteAll = async (bus: Bus, nats: NatsConnection, seconds: number, notes: Notes): Promise<void> => {
  const limit = await timed(seconds, (until) => raw(nats, until));
  const own = await timed(seconds, (until) => byBus(bus, until));
  notes.note('limits.publish.rate', limit.rate);
  notes.note('limits.publish.cpu', limit.cpuMicros);
  notes.note('publish.rate', own.rate);
  notes.note('publish.cpu', own.cpuMicros);
  notes.note('publish.vs_raw', own.cpuMicros / limit.cpuMicros);
};

export interface PublishOptions {
  readonly world: World;
  readonly repeats: number;
  readonly seconds: number;
  readonly notes: Notes;
}

/** Messages of 150 bytes into a stream on disk, made for it and removed after: raw, and by the bus. */
export const measurePublish = async ({ world, repeats, seconds, notes }: PublishOptions): Promise<void> => {
  const { manager, stack, signal } = world;
  const { maxBytes: max_bytes, subjects } = topology.streams[0] ?? { maxBytes: 0, subjects: [] };
  await manager.streams.add({
    name: stream,
    subjects,
    max_bytes,
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
  });
  const connection = await connectNats({ servers: stack.natsAdminUrl, name: 'orderflow bench', waitForServer: false });
  const bus = createJetStreamBus({ connection, topology, source: '/bench' });
  try {
    // Compiles what is measured.
    await raw(world.nats, performance.now() + 300);
    await byBus(bus, performance.now() + 300);
    for (let repeat = 0; repeat < repeats; repeat++) {
      signal.throwIfAborted();
      await noteAll(bus, world.nats, seconds, notes);
    }
  } finally {
    await bus.drain();
    await connection.close();
    await manager.streams.delete(stream);
  }
};
