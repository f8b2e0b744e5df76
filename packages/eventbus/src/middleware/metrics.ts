import { AppError, type ErrorCode } from '@orderflow/errors';
import type { Clock } from '../engine/clock.ts';
import type { BusObserver } from '../engine/observer.ts';
import type { Middleware } from '../ports.ts';

/** Tells the observer how long each handler took and how it ended. */
export const metrics =
  (observer: BusObserver, clock: Clock): Middleware =>
  (next) => {
    if (!observer.processed) return next;
    return (message, signal) => {
      const startedMs = clock.now();
      const tell = (errorCode?: ErrorCode): void => {
        const told = { type: message.event.type, durable: message.durable, durationMs: clock.now() - startedMs };
        observer.processed?.(errorCode === undefined ? told : { ...told, errorCode });
      };
      return next(message, signal).then(
        () => tell(),
        (error: unknown) => {
          tell(AppError.from(error).code);
          throw error;
        },
      );
    };
  };
