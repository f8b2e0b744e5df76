import { AppError } from '@orderflow/errors';
import { type Clock, createRealClock } from '../engine/clock.ts';
import type { Middleware } from '../ports.ts';

/** A handler that runs. */
interface Call {
  readonly deadlineMs: number;
  readonly type: string;
  /** The signal from outside. */
  readonly outer: AbortSignal;
  readonly controller: AbortController;
  readonly reject: (reason: unknown) => void;
}

/**
 * Ends the wait for a handler that takes too long: its signal fires and the message is retried. A handler that does not
 * heed its signal may then run beside the retry, which is what handlers are idempotent for.
 */
export const timeout = (timeoutMs: number, clock: Clock = createRealClock()): Middleware => {
  // All calls have the same time, so they are due in the order they began, and one timer serves them all.
  const calls = new Set<Call>();
  const watched = new WeakSet<AbortSignal>();
  let armed = false;

  const giveUp = (call: Call, reason: unknown): void => {
    calls.delete(call);
    call.controller.abort(reason);
    call.reject(reason);
  };

  const arm = (delayMs: number): void => {
    armed = true;
    clock.after(delayMs, () => {
      armed = false;
      for (const call of calls) {
        const leftMs = call.deadlineMs - clock.now();
        if (leftMs > 0) return arm(Math.max(1, leftMs));
        giveUp(call, new AppError('TIMEOUT', `The handler of ${call.type} took longer than ${timeoutMs} ms.`));
      }
    });
  };

  /** One listener for each signal from outside: a consumer gives the same one to all its handlers. */
  const watch = (outer: AbortSignal): void => {
    if (watched.has(outer)) return;
    watched.add(outer);
    const onAbort = (): void => {
      for (const call of [...calls]) if (call.outer === outer) giveUp(call, outer.reason);
    };
    outer.addEventListener('abort', onAbort, { once: true });
  };

  return (next) => (message, outer) => {
    if (outer.aborted) return Promise.reject(outer.reason);
    return new Promise<void>((resolve, reject) => {
      const controller = new AbortController();
      const call = { deadlineMs: clock.now() + timeoutMs, type: message.event.type, outer, controller, reject };
      watch(outer);
      const handling = next(message, controller.signal);
      calls.add(call);
      if (!armed) arm(timeoutMs);
      handling.then(
        () => {
          calls.delete(call);
          resolve();
        },
        (reason: unknown) => {
          calls.delete(call);
          reject(reason);
        },
      );
    });
  };
};
