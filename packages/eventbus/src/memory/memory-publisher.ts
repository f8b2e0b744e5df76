import { AppError } from '@orderflow/errors';
import { parseHeaderLines } from '../engine/headers.ts';
import type { BusObserver } from '../engine/observer.ts';
import { createOutgoings, type Outgoing } from '../engine/outgoing.ts';
import { traceSend } from '../middleware/tracing.ts';
import type { Lane, PubAck, Publisher } from '../ports.ts';
import type { MemoryLog } from './memory-log.ts';

export interface MemoryPublisherOptions {
  readonly log: MemoryLog;
  readonly source: string;
  readonly maxPending: number;
  readonly maxQueue: number;
  readonly observer: BusObserver;
}

export interface MemoryPublisher extends Publisher {
  send(outgoing: Outgoing, lane: Lane): Promise<PubAck>;
  /** Refuses new messages with DRAINING, and resolves when the others have their answer. */
  drain(): Promise<void>;
  /** The process dies: what is under way never reaches the log and has no answer. */
  abandon(): void;
}

interface Parcel {
  readonly outgoing: Outgoing;
  readonly resolve: (ack: PubAck) => void;
  readonly reject: (reason: unknown) => void;
}

/** Messages are under way for one turn of the event loop, at most `maxPending` at a time; completions go first. */
export const createMemoryPublisher = (options: MemoryPublisherOptions): MemoryPublisher => {
  const { log, source, maxPending, maxQueue, observer } = options;
  const createOutgoing = createOutgoings(source);
  const queues: Readonly<Record<Lane, Parcel[]>> = { complete: [], accept: [] };
  let pending = 0;
  let state: 'open' | 'draining' | 'abandoned' = 'open';
  let whenEmpty: (() => void) | undefined;

  const advance = (): void => {
    while (pending < maxPending) {
      const parcel = queues.complete.shift() ?? queues.accept.shift();
      if (!parcel) break;
      pending += 1;
      setImmediate(() => answer(parcel));
    }
    observer.windowInUse?.(pending);
    if (pending === 0) whenEmpty?.();
  };

  const answer = ({ outgoing, resolve, reject }: Parcel): void => {
    if (state === 'abandoned') return;
    pending -= 1;
    const { type, traceId } = outgoing;
    try {
      const ack = log.append(outgoing.subject, parseHeaderLines(outgoing.headers), outgoing.data);
      observer.published?.({ type, durationMs: 0, errorCode: undefined, traceId });
      resolve(ack);
    } catch (reason) {
      const error = AppError.from(reason);
      observer.published?.({ type, durationMs: 0, errorCode: error.code, traceId });
      reject(error);
    }
    advance();
  };

  const send = (outgoing: Outgoing, lane: Lane): Promise<PubAck> =>
    new Promise((resolve, reject) => {
      if (state !== 'open') throw new AppError('DRAINING', 'The bus is being drained and takes no new messages.');
      if (lane === 'accept' && pending >= maxPending && queues.accept.length >= maxQueue) {
        throw new AppError('QUEUE_FULL', `${queues.accept.length} messages wait to be published.`, {
          retryAfterSeconds: 1,
        });
      }
      queues[lane].push({ outgoing, resolve, reject });
      advance();
    });

  return {
    publish: async (event, payload, publishOptions) => {
      const { lane = 'complete', signal } = publishOptions ?? {};
      if (signal?.aborted) {
        throw new AppError('ABORTED', 'Cancelled before it was published.', { cause: signal.reason });
      }
      const outgoing = createOutgoing(event, payload, publishOptions, log.clock.now());
      return await traceSend(outgoing, (traced) => send(traced, lane));
    },
    send,
    drain: () => {
      state = 'draining';
      return new Promise((resolve) => {
        whenEmpty = resolve;
        advance();
      });
    },
    abandon: () => {
      state = 'abandoned';
      whenEmpty?.();
    },
  };
};
