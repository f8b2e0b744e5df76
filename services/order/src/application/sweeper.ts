import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@orderflow/errors';
import type { Logger } from '@orderflow/telemetry/logger';

export interface SweeperOptions {
  /** One sweep; tells how much it found. */
  readonly sweep: (signal: AbortSignal) => Promise<number>;
  readonly intervalMs: number;
  readonly logger: Logger;
}

export interface Sweeper {
  /** Resolves when the sweep that runs has ended. */
  stop(): Promise<void>;
}

/** Sweeps again and again, one sweep at a time. A sweep that fails is logged and tried again at the next turn. */
export const startSweeper = ({ sweep, intervalMs, logger }: SweeperOptions): Sweeper => {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        // As long as something was found there may be more of it.
        if ((await sweep(stopping.signal)) > 0) continue;
      } catch (error) {
        if (!stopping.signal.aborted) logger.warn({ code: AppError.from(error).code, err: error }, 'a sweep failed');
      }
      await delay(intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    stop: () => {
      stopping.abort();
      return running;
    },
  };
};
