import { AppError } from '@orderflow/errors';
import { type Clock, createRealClock } from '../engine/clock.ts';
import type { Middleware } from '../ports.ts';

/** A handler that runs. */
interface Call {
  readonly type: string;
  readonly reject: (reason: unknown) => void;
}

/** Handlers that began at about the same time. They share a deadline, and a signal, which costs more than many a handler. */
interface Shift {
  readonly beganMs: number;
  /** The signal from outside. */
  readonly outer: AbortSignal;
  readonly controller: AbortController;
  readonly calls: Set<Call>;
}

/** Of the timeout: who begins no later than this after the first belongs to its shift, and has so much less time. */
const shiftShare = 0.01;

/**
 * Ends the wait for a handler that takes too long: its signal fires and the message is retried. A handler that does not
 * heed its signal may then run beside the retry, which is what handlers are idempotent for.
 */
export const timeout = (timeoutMs: number, clock: Clock = createRealClock()): Middleware => {
  // They are due in the order they began, and one timer serves them all.
  const shifts = new Set<Shift>();
  const watched = new WeakSet<AbortSignal>();
  let newest: Shift | undefined;
  let armed = false;

  const giveUp = (shift: Shift, reason: unknown, reasonOf: (call: Call) => unknown): void => {
    shifts.delete(shift);
    if (newest === shift) newest = undefined;
    shift.controller.abort(reason);
    for (const call of shift.calls) call.reject(reasonOf(call));
  };

  const late = (whose: string): AppError => new AppError('TIMEOUT', `${whose} took longer than ${timeoutMs} ms.`);

  const arm = (delayMs: number): void => {
    armed = true;
    clock.after(delayMs, () => {
      armed = false;
      for (const shift of shifts) {
        const leftMs = shift.beganMs + timeoutMs - clock.now();
        if (leftMs > 0) return arm(Math.max(1, leftMs));
        giveUp(shift, late('The handler'), ({ type }) => late(`The handler of ${type}`));
      }
    });
  };

  /** One listener for each signal from outside: a consumer gives the same one to all its handlers. */
  const watch = (outer: AbortSignal): void => {
    if (watched.has(outer)) return;
    watched.add(outer);
    const onAbort = (): void => {
      for (const shift of [...shifts]) if (shift.outer === outer) giveUp(shift, outer.reason, () => outer.reason);
    };
    outer.addEventListener('abort', onAbort, { once: true });
  };

  const shiftOf = (outer: AbortSignal): Shift => {
    const nowMs = clock.now();
    if (newest && newest.outer === outer && nowMs - newest.beganMs <= timeoutMs * shiftShare) return newest;
    watch(outer);
    newest = { beganMs: nowMs, outer, controller: new AbortController(), calls: new Set() };
    return newest;
  };

  return (next) => (message, outer) => {
    if (outer.aborted) return Promise.reject(outer.reason);
    return new Promise<void>((resolve, reject) => {
      const shift = shiftOf(outer);
      const handling = next(message, shift.controller.signal);
      const call: Call = { type: message.event.type, reject };
      const end = (): void => {
        shift.calls.delete(call);
        if (shift.calls.size === 0) shifts.delete(shift);
      };
      shift.calls.add(call);
      shifts.add(shift);
      if (!armed) arm(timeoutMs);
      handling.then(
        () => {
          end();
          resolve();
        },
        (reason: unknown) => {
          end();
          reject(reason);
        },
      );
    });
  };
};
