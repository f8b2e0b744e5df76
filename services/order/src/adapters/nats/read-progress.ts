import { setTimeout as delay } from 'node:timers/promises';
import type { JetStreamManager } from '@nats-io/jetstream';
import { durables, streamNames } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import type { ReadProgress } from '../../application/ports.ts';

/** What order reads, and so what may still decide one of its orders. */
const sources = [
  { stream: streamNames.orders, durable: durables.orderProjector },
  { stream: streamNames.inventory, durable: durables.orderInventoryListener },
  { stream: streamNames.payments, durable: durables.orderPaymentListener },
] as const;

const everyMs = 200;

export const createReadProgress = (manager: () => JetStreamManager): ReadProgress => {
  const settledUpTo = async ({ stream, durable }: (typeof sources)[number], end: number): Promise<boolean> => {
    const { ack_floor, num_pending, num_ack_pending } = await manager().consumers.info(stream, durable);
    // The floor stays behind when the last messages of the stream are not for this durable.
    return ack_floor.stream_seq >= end || (num_pending === 0 && num_ack_pending === 0);
  };

  const caughtUp: ReadProgress['caughtUp'] = async (timeoutMs, signal) => {
    const deadlineMs = performance.now() + timeoutMs;
    const { streams } = manager();
    const ends = await Promise.all(sources.map(async ({ stream }) => (await streams.info(stream)).state.last_seq));
    const left = new Set(sources.map((source, i) => ({ source, end: ends[i] ?? 0 })));
    for (;;) {
      for (const one of left) if (await settledUpTo(one.source, one.end)) left.delete(one);
      if (left.size === 0) return true;
      if (performance.now() >= deadlineMs) return false;
      await delay(everyMs, undefined, { signal });
    }
  };

  return {
    caughtUp: async (timeoutMs, signal) => {
      try {
        return await caughtUp(timeoutMs, signal);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw new AppError('LOG_UNAVAILABLE', 'How far the log has been read could not be asked.', { cause: error });
      }
    },
  };
};
