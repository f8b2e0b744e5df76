import { AppError } from '@orderflow/errors';
import type { Clock } from '../engine/clock.ts';
import type { Middleware } from '../ports.ts';

/**
 * Ends the wait for a handler that takes too long: its signal fires and the message is retried. A handler that does not
 * heed its signal may then run beside the retry, which is what handlers are idempotent for.
 */
export const timeout =
  (timeoutMs: number, clock: Clock): Middleware =>
  (next) =>
  (message, signal) =>
    new Promise<void>((resolve, reject) => {
      const controller = new AbortController();
      const giveUp = (reason: unknown): void => {
        controller.abort(reason);
        reject(reason);
      };
      const onAbort = (): void => giveUp(signal.reason);
      const cancel = clock.after(timeoutMs, () => {
        giveUp(new AppError('TIMEOUT', `The handler of ${message.event.type} took longer than ${timeoutMs} ms.`));
      });
      signal.addEventListener('abort', onAbort, { once: true });
      next(message, controller.signal)
        .finally(() => {
          cancel();
          signal.removeEventListener('abort', onAbort);
        })
        .then(resolve, reject);
    });
