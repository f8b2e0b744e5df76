import { AppError } from '@orderflow/errors';
import { requireAtLeast } from './bounds.ts';
import type { Policy } from './policy.ts';

export interface TimeoutOptions {
  readonly timeoutMs: number;
  /** What takes too long, for the sentence of the error. */
  readonly name: string;
}

/**
 * Gives work a time. When it is up the call rejects with TIMEOUT at once and the work's signal fires, so that work
 * which honours its signal is not left running behind the caller's back.
 */
export function createTimeout({ timeoutMs, name }: TimeoutOptions): Policy {
  requireAtLeast(1, `timeout ${name}`, { timeoutMs });

  return {
    execute: <T>(work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal) =>
      new Promise<T>((resolve, reject) => {
        signal?.throwIfAborted();
        const controller = new AbortController();
        const giveUp = (reason: unknown): void => {
          release();
          controller.abort(reason);
          reject(reason);
        };
        const onAbort = (): void => giveUp(signal?.reason);
        const timer = setTimeout(() => {
          giveUp(new AppError('TIMEOUT', `${name} did not finish within ${timeoutMs} ms`));
        }, timeoutMs);
        const release = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        work(controller.signal).finally(release).then(resolve, reject);
      }),
  };
}
