import { AppError } from '@orderflow/errors';
import type { Clock } from '../engine/clock.ts';
import type { BusObserver } from '../engine/observer.ts';
import type { Middleware } from '../ports.ts';

/** Tells the observer how long each handler took and how it ended. */
export const metrics =
  (observer: BusObserver, clock: Clock): Middleware =>
  (next) => {
    if (!observer.processed) return next;
    return async (message, signal) => {
      const startedMs = clock.now();
      const { durable } = message;
      const { type } = message.event;
      try {
        await next(message, signal);
      } catch (error) {
        observer.processed?.({
          type,
          durable,
          durationMs: clock.now() - startedMs,
          errorCode: AppError.from(error).code,
        });
        throw error;
      }
      observer.processed?.({ type, durable, durationMs: clock.now() - startedMs });
    };
  };
