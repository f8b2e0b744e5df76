import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/nats-core';
import type { AttemptLedger, AttemptRecord } from '../engine/delivery.ts';
import type { DurableName } from '../ports.ts';
import { asAppError } from './api.ts';
import { buckets } from './buckets.ts';

const keyOf = (durable: DurableName, stream: string, sequence: number): string => `${durable}.${stream}.${sequence}`;

const countOf = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);

/** The ledger in a key-value bucket; entries age out. Makes no request before it is used. */
export const createAttemptLedger = (connection: NatsConnection): AttemptLedger => {
  // Opening makes no request, but is a promise all the same.
  const opened = new Kvm(connection).open(buckets.attempts);
  opened.catch(() => undefined);
  const inLog = async <T>(request: Promise<T>): Promise<T> => {
    try {
      return await request;
    } catch (error) {
      throw asAppError(error);
    }
  };
  return {
    read: async (durable, stream, sequence) => {
      const bucket = await inLog(opened);
      const entry = await inLog(bucket.get(keyOf(durable, stream, sequence)));
      if (entry === null || entry.operation !== 'PUT') return undefined;
      const { failures, startsWithoutVerdict } = entry.json<Partial<AttemptRecord>>();
      return { failures: countOf(failures), startsWithoutVerdict: countOf(startsWithoutVerdict) };
    },
    write: async (durable, stream, sequence, record) => {
      const bucket = await inLog(opened);
      await inLog(bucket.put(keyOf(durable, stream, sequence), JSON.stringify(record)));
    },
    forget: async (durable, stream, sequence) => {
      const bucket = await inLog(opened);
      await inLog(bucket.purge(keyOf(durable, stream, sequence)));
    },
  };
};
