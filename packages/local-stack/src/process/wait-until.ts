import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@orderflow/errors';

export interface WaitOptions {
  readonly timeoutMs: number;
  /** What is waited for, for the error: "nats-server to accept connections". */
  readonly describe: string;
  /** Default 50. */
  readonly everyMs?: number;
  readonly signal?: AbortSignal;
}

/** Asks until the answer is true (an error counts as "not yet"); TIMEOUT after `timeoutMs`, with the last error as cause. */
export const waitUntil = async (check: () => Promise<boolean>, options: WaitOptions): Promise<void> => {
  const { timeoutMs, describe, everyMs = 50, signal } = options;
  const deadline = performance.now() + timeoutMs;
  let cause: unknown;
  for (;;) {
    signal?.throwIfAborted();
    try {
      if (await check()) return;
    } catch (error) {
      if (AppError.is(error)) throw error;
      cause = error;
    }
    if (performance.now() >= deadline) {
      throw new AppError('TIMEOUT', `Waited ${timeoutMs / 1000} s for ${describe}.`, { cause });
    }
    await delay(everyMs, undefined, signal ? { signal } : {});
  }
};
