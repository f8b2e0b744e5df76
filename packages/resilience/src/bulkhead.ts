import { AppError } from '@orderflow/errors';
import { requireAtLeast } from './bounds.ts';
import type { Policy } from './policy.ts';

export interface BulkheadOptions {
  /** Most calls running at a time. */
  readonly limit: number;
  /** Most calls waiting for their turn; 0: none waits. */
  readonly queueLimit: number;
  /** What is full, for the sentence of the error. */
  readonly name: string;
}

/** Bounds how much runs at once. Calls wait in order of arrival; one more than fits rejects at once with QUEUE_FULL. */
export function createBulkhead({ limit, queueLimit, name }: BulkheadOptions): Policy {
  requireAtLeast(1, `bulkhead ${name}`, { limit });
  requireAtLeast(0, `bulkhead ${name}`, { queueLimit });
  let running = 0;
  // A Set keeps the order of arrival and forgets an aborted call without a search.
  const waiting = new Set<() => void>();

  const turn = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const start = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        waiting.delete(start);
        reject(signal.reason);
      };
      waiting.add(start);
      signal.addEventListener('abort', leave, { once: true });
    });

  const release = (): void => {
    const [next] = waiting;
    if (next === undefined) {
      running -= 1;
      return;
    }
    // The place goes straight to the next call, so that no newcomer takes it in between.
    waiting.delete(next);
    next();
  };

  return {
    execute: async (work, signal = new AbortController().signal) => {
      signal.throwIfAborted();
      if (running < limit) {
        running += 1;
      } else {
        if (waiting.size >= queueLimit) {
          throw new AppError('QUEUE_FULL', `${name} has ${limit} calls running and ${waiting.size} waiting`);
        }
        await turn(signal);
      }
      try {
        return await work(signal);
      } finally {
        release();
      }
    },
  };
}
