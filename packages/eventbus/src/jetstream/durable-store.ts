import type { ConsumerInfo, StreamInfo } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/nats-core';
import type { DurableDefinition, DurableName } from '../ports.ts';
import { orUndefined } from './api.ts';
import { buckets } from './buckets.ts';

/** What is kept of a durable, so that it can be made again where it stood. */
export interface StoredDurable {
  readonly definition: DurableDefinition;
  /** Everything up to this sequence was acknowledged; 0: nothing. */
  readonly ackFloor: number;
  /** When the stream was created, as the server says. Another value: it is another stream of the same name. */
  readonly streamCreated: string;
}

/** Where a durable that is gone starts again; undefined: at the beginning of the stream. Never beyond what was acked. */
export const resumeAt = (stored: StoredDurable | undefined, stream: StreamInfo): number | undefined =>
  stored !== undefined && stored.streamCreated === stream.created && stored.ackFloor <= stream.state.last_seq
    ? stored.ackFloor + 1
    : undefined;

/** Keeps durables' definitions and positions in the log itself. Rejects with LOG_UNAVAILABLE. */
export interface DurableStore {
  read(durable: DurableName): Promise<StoredDurable | undefined>;
  save(definition: DurableDefinition, info: ConsumerInfo, streamCreated: string): Promise<void>;
}

export const createDurableStore = async (connection: NatsConnection): Promise<DurableStore> => {
  const bucket = await new Kvm(connection).open(buckets.durables);
  return {
    read: async (durable) => {
      const entry = await orUndefined(bucket.get(durable));
      return entry ? entry.json<StoredDurable>() : undefined;
    },
    save: async (definition, info, streamCreated) => {
      const stored: StoredDurable = { definition, ackFloor: info.ack_floor.stream_seq, streamCreated };
      await orUndefined(bucket.put(definition.name, JSON.stringify(stored)));
    },
  };
};
