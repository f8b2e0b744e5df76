import { AppError } from '@orderflow/errors';
import type { Clock } from '../engine/clock.ts';
import type { AttemptLedger, AttemptRecord, Delivery, DeliverySource } from '../engine/delivery.ts';
import type { Header } from '../engine/headers.ts';
import type { DurableName, PubAck, Topology } from '../ports.ts';
import { createMemoryDurable, type MemoryDurable } from './memory-durable.ts';
import { createMemoryStream, type MemoryStream, matches, type StoredMessage } from './memory-stream.ts';

/**
 * A log in memory, shared by any number of buses as a server is. It enforces what the real one does: `ack_wait` and
 * redelivery, delays, the duplicate window, limits, `maxAckPending`.
 */
export interface MemoryLog {
  readonly topology: Topology;
  readonly clock: Clock;
  readonly ledger: AttemptLedger;
  readonly up: boolean;
  /** Throws LOG_UNAVAILABLE (away, or no such stream) or LOG_FULL. */
  append(subject: string, headers: readonly Header[], data: Uint8Array): PubAck;
  messages(stream: string): readonly StoredMessage[];
  /** Undefined while the durable does not exist. */
  durable(name: DurableName): MemoryDurable | undefined;
  /** Reads a durable, also one that is made again later. */
  open(durable: DurableName, deliver: (delivery: Delivery) => void): DeliverySource;
  /** One sentence for each stream or durable of the topology that is missing. */
  missing(): readonly string[];
  missingStreams(): readonly string[];
  stop(): void;
  start(): void;
  deleteStream(name: string): void;
  deleteDurable(name: DurableName): void;
  /** Makes what is missing of the topology. A durable goes on behind what it had settled. */
  setUp(): void;
}

export const createMemoryLog = (topology: Topology, clock: Clock): MemoryLog => {
  const streams = new Map<string, MemoryStream>();
  const durables = new Map<DurableName, MemoryDurable>();
  /** Last known floor of a deleted durable; with its stream that is gone too. */
  const floors = new Map<DurableName, number>();
  const readers = new Map<DurableName, Set<() => void>>();
  const records = new Map<string, AttemptRecord>();
  let up = true;

  const away = (): AppError => new AppError('LOG_UNAVAILABLE', 'The log is away.', { retryAfterSeconds: 1 });
  const keyOf = (...parts: readonly (string | number)[]): string => parts.join('.');
  const whenUp = async <T>(act: () => T): Promise<T> => {
    if (!up) throw away();
    return act();
  };

  const makeDurable = (name: DurableName): void => {
    const definition = topology.durables.find((one) => one.name === name);
    const stream = definition && streams.get(definition.stream);
    if (!definition || !stream || durables.has(name)) return;
    durables.set(
      name,
      createMemoryDurable({ definition, stream, clock, isUp: () => up, after: floors.get(name) ?? 0 }),
    );
    for (const reconnect of readers.get(name) ?? []) reconnect();
  };

  const setUp = (): void => {
    for (const definition of topology.streams) {
      if (!streams.has(definition.name)) streams.set(definition.name, createMemoryStream(definition));
    }
    for (const { name } of topology.durables) makeDurable(name);
  };
  setUp();

  const removeDurable = (name: DurableName): void => {
    const durable = durables.get(name);
    if (!durable) return;
    floors.set(name, durable.floor());
    durable.end();
    durables.delete(name);
  };

  const open: MemoryLog['open'] = (name, deliver) => {
    let credit = 0;
    let source: DeliverySource | undefined;
    const counted = (delivery: Delivery): void => {
      credit -= 1;
      deliver(delivery);
    };
    const connect = (): void => {
      source = durables.get(name)?.open(counted);
      if (credit > 0) source?.request(credit);
    };
    const ofDurable = readers.get(name) ?? new Set();
    readers.set(name, ofDurable.add(connect));
    connect();
    return {
      request: (count) => {
        credit += count;
        source?.request(count);
      },
      pause: () => {
        credit = 0;
        source?.pause();
      },
      stop: async () => {
        ofDurable.delete(connect);
        await source?.stop();
      },
    };
  };

  return {
    topology,
    clock,
    get up() {
      return up;
    },
    ledger: {
      read: (...key) => whenUp(() => records.get(keyOf(...key))),
      write: (durable, stream, sequence, record) =>
        whenUp(() => {
          records.set(keyOf(durable, stream, sequence), record);
        }),
      forget: (...key) =>
        whenUp(() => {
          records.delete(keyOf(...key));
        }),
    },
    append: (subject, headers, data) => {
      if (!up) throw away();
      const stream = [...streams.values()].find(({ definition }) =>
        definition.subjects.some((pattern) => matches(pattern, subject)),
      );
      if (!stream) throw new AppError('LOG_UNAVAILABLE', `No stream takes the subject ${subject}.`);
      const ack = stream.append(subject, headers, data, clock.now());
      for (const durable of durables.values()) durable.wake();
      return ack;
    },
    messages: (stream) => streams.get(stream)?.messages ?? [],
    durable: (name) => durables.get(name),
    open,
    missing: () => [
      ...topology.streams.filter(({ name }) => !streams.has(name)).map(({ name }) => `The stream ${name} is missing.`),
      ...topology.durables
        .filter(({ name }) => !durables.has(name))
        .map(({ name }) => `The durable ${name} is missing.`),
    ],
    missingStreams: () => topology.streams.filter(({ name }) => !streams.has(name)).map(({ name }) => name),
    stop: () => {
      up = false;
    },
    start: () => {
      up = true;
      for (const durable of durables.values()) durable.wake();
    },
    deleteStream: (name) => {
      for (const { name: durable, stream } of topology.durables) {
        if (stream !== name) continue;
        removeDurable(durable);
        floors.delete(durable);
      }
      streams.delete(name);
    },
    deleteDurable: removeDurable,
    setUp,
  };
};
