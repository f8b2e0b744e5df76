import { defineEvent } from '../../define-event.ts';
import type { Bus, Codec, ConsumeOptions, Handler, Message, Topology } from '../../ports.ts';
import { redriveSubject } from '../../ports.ts';
import type { BusHarness } from '../harness.ts';

/** A payload of the suite. */
export interface Thing {
  readonly id: string;
}

export const jsonCodec: Codec<Thing> = {
  encode: (thing) => new TextEncoder().encode(JSON.stringify(thing)),
  decode: (data) => JSON.parse(new TextDecoder().decode(data)) as Thing,
};

const ofThing = (type: string, version = 1) =>
  defineEvent<Thing>({ type, subject: type, version, codec: jsonCodec, key: ({ id }) => id });

export const thingHappened = ofThing('things.happened');
/** The same event in a version that old consumers must not misread. */
export const thingHappenedV2 = ofThing('things.happened', 2);
export const thingEnded = ofThing('things.ended');

export const reader = 'reader';
export const other = 'other';

/** Short enough for a real server in a test, long enough for a busy machine. */
export const ackWaitMs = 2_000;

const stream = (name: string, subjects: readonly string[], maxAgeMs: number) => ({
  name,
  subjects,
  maxBytes: 16 * 1024 ** 2,
  maxAgeMs,
  duplicateWindowMs: 120_000,
  replicas: 1,
});

const durable = (name: string) => ({
  name,
  stream: 'THINGS',
  subjects: ['things.>', redriveSubject(name)],
  ackWaitMs,
  maxAckPending: 1_000,
});

/** One stream that two durables read, and one for their dead letters. */
export const topology: Topology = {
  streams: [
    stream('THINGS', ['things.>', redriveSubject(reader), redriveSubject(other)], 3_600_000),
    stream('DEAD', ['dead_letters.>'], 0),
  ],
  durables: [durable(reader), durable(other)],
  deadLetterStream: 'DEAD',
};

export const maxAttempts = 3;

/** Retries soon, so that a real server need not be waited for. */
export const hasty: ConsumeOptions = { maxAttempts, retryInitialMs: 10, retryMaxMs: 50 };

export const consuming = (options: ConsumeOptions = hasty) => ({ consume: { [reader]: options, [other]: options } });

export const things = (count: number): readonly Thing[] => Array.from({ length: count }, (_, i) => ({ id: `t${i}` }));

export const publishAll = async (bus: Bus, all: readonly Thing[]): Promise<void> => {
  await Promise.all(all.map((thing) => bus.publish(thingHappened, thing)));
};

/** A handler that notes what it handled. `meanwhile` runs before the message counts as handled. */
export const recorder = (
  meanwhile: (message: Message<Thing>, signal: AbortSignal) => void | Promise<void> = () => {},
) => {
  const handled: string[] = [];
  const started: string[] = [];
  const handler: Handler<Thing> = async (message, signal) => {
    started.push(message.payload.id);
    await meanwhile(message, signal);
    handled.push(message.payload.id);
  };
  return { handler, handled, started };
};

/** A door that handlers wait at until it is opened. */
export const createDoor = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
};

export const sorted = (ids: readonly string[]): readonly string[] => [...ids].sort();
export const unique = (ids: readonly string[]): readonly string[] => sorted([...new Set(ids)]);

/** Nothing of the durable is left to deliver or to settle. */
export const isSettled = async ({ position }: BusHarness, durable: string): Promise<boolean> => {
  const { pending, unsettled } = await position(durable);
  return pending === 0 && unsettled === 0;
};
