import { AppError } from '@orderflow/errors';
import pRetry from 'p-retry';
import { requireAtLeast } from './bounds.ts';
import type { Policy } from './policy.ts';

export interface RetryFailure {
  readonly error: Error;
  /** Which attempt failed, from 1. */
  readonly attempt: number;
  /** Wait before the next attempt. */
  readonly delayMs: number;
}

export interface RetryOptions {
  /** Attempts in all, the first one included. Default 3. */
  readonly attempts?: number;
  /** Delay before the second attempt; doubles each time. Default 100. */
  readonly initialMs?: number;
  /** No delay is longer. Default 2000. */
  readonly maxMs?: number;
  /** Lengthens each delay by a random factor of 1 to 2, within `maxMs`. Default true. */
  readonly jitter?: boolean;
  /**
   * Default: everything but an AppError whose verdict is `dead_letter`, or that says when to come back: an open circuit
   * is not asked again before. A TypeError is a bug and never retried.
   */
  readonly shouldRetry?: (error: Error) => boolean;
  /** Told of each failure that another attempt follows. */
  readonly onRetry?: (failure: RetryFailure) => void;
}

const mayPass = (error: Error): boolean =>
  !(error instanceof AppError) || (error.verdict !== 'dead_letter' && error.retryAfterSeconds === undefined);

/** Repeats failed work. Only for work that may be repeated, and at one layer only: retries of retries multiply. */
export function createRetry(options: RetryOptions = {}): Policy {
  const { attempts = 3, initialMs = 100, maxMs = 2000, jitter = true, shouldRetry = mayPass, onRetry } = options;
  requireAtLeast(1, 'retry', { attempts });
  requireAtLeast(0, 'retry', { initialMs, maxMs });

  return {
    execute: (work, signal = new AbortController().signal) =>
      pRetry(() => work(signal), {
        retries: attempts - 1,
        minTimeout: initialMs,
        maxTimeout: maxMs,
        randomize: jitter,
        signal,
        shouldRetry: ({ error, attemptNumber, retryDelay }) => {
          if (!shouldRetry(error)) return false;
          onRetry?.({ error, attempt: attemptNumber, delayMs: retryDelay });
          return true;
        },
      }),
  };
}
