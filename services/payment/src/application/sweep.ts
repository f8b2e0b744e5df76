import { orderIdAttribute } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import { failpoint } from '@orderflow/failpoints';
import { continueTrace, sweepSpanName, traceparentHeader } from '@orderflow/telemetry';
import type { Advance } from './advance.ts';
import type { Announce } from './announce.ts';
import type { PaymentStore, StoredPayment } from './store.ts';

const beforeWork = failpoint('parked.before_work');
const beforeMark = failpoint('parked.before_mark');

export interface SweeperOptions {
  readonly store: PaymentStore;
  readonly advance: Advance;
  readonly announce: Announce;
  /** Most payments worked on at a time. */
  readonly limit: number;
  /** How many the gateway can take now: 0 while it is known to be away, 1 while it is being tried. */
  readonly capacity: () => number;
  readonly pollMs: number;
  /** Longer than the longest work on one payment: after it, another sweeper takes the row over. */
  readonly leaseMs: number;
  /** Something went wrong; the row's lease runs out and it is tried again. */
  readonly onError: (error: AppError, orderId?: string) => void;
}

/** Goes on with the payments that were put off. Any number may run, in any number of processes. */
export interface Sweeper {
  start(): void;
  /** The gateway is back: go on at once, also with what is not due yet. */
  wake(): void;
  /** Takes nothing more and resolves when what runs is done; the signal cuts that short. */
  stop(signal?: AbortSignal): Promise<void>;
}

export const createSweeper = (options: SweeperOptions): Sweeper => {
  const { store, advance, announce, limit, capacity, pollMs, leaseMs, onError } = options;
  const running = new Set<Promise<void>>();
  const cut = new AbortController();
  let stopping = false;
  let early = false;
  let parkedBefore: Date | undefined;
  let missed = false;
  const remember = (): void => {
    missed = true;
  };
  let rouse: () => void = remember;
  let loop: Promise<void> | undefined;

  /** A row is a cause like a message: what follows from it is published first, then it is settled. */
  const finish = async (payment: StoredPayment): Promise<void> => {
    beforeWork();
    const { facts } = await advance(payment, cut.signal);
    const { orderId } = facts;
    const announced = await announce(facts, cut.signal);
    beforeMark();
    await store.change({ orderId, kind: 'settled', ...announced });
  };

  const goOn = async (payment: StoredPayment): Promise<void> => {
    const { orderId } = payment.facts;
    const { traceparent } = payment.work;
    const span = { name: sweepSpanName('payment'), attributes: { [orderIdAttribute]: orderId } };
    try {
      await continueTrace(
        (name) => (name === traceparentHeader ? traceparent : undefined),
        span,
        () => finish(payment),
      );
    } catch (error) {
      if (!cut.signal.aborted) onError(AppError.from(error), orderId);
    }
  };

  const launch = (payment: StoredPayment): void => {
    const work = goOn(payment).finally(() => {
      running.delete(work);
      rouse();
    });
    running.add(work);
  };

  /** True when there may be more to take at once. */
  const round = async (): Promise<boolean> => {
    const room = Math.min(limit, capacity()) - running.size;
    if (room <= 0) return false;
    if (early) {
      early = false;
      parkedBefore = await store.now();
    }
    const taken = await store.take(room, leaseMs, parkedBefore);
    for (const payment of taken) launch(payment);
    if (taken.length < room) parkedBefore = undefined;
    return taken.length === room;
  };

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => rouse(), pollMs);
      const resume = (): void => {
        clearTimeout(timer);
        rouse = remember;
        resolve();
      };
      rouse = resume;
      // Something happened while the round ran.
      if (stopping || missed) resume();
      missed = false;
    });

  const run = async (): Promise<void> => {
    while (!stopping) {
      const more = await round().catch((error: unknown) => {
        onError(AppError.from(error));
        return false;
      });
      if (!more || running.size >= limit) await pause();
    }
  };

  return {
    start: () => {
      loop ??= run();
    },
    wake: () => {
      early = true;
      rouse();
    },
    stop: async (signal) => {
      stopping = true;
      rouse();
      const abort = (): void => cut.abort(signal?.reason);
      if (signal?.aborted) abort();
      signal?.addEventListener('abort', abort, { once: true });
      await loop;
      await Promise.all(running);
      signal?.removeEventListener('abort', abort);
    },
  };
};
