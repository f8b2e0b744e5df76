import type { JetStreamManager } from '@nats-io/jetstream';
import { streamNames } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import type { Headroom } from '../../application/ports.ts';

/** New orders are refused from here on: the rest of the stream is kept for completing the accepted ones. */
const fullAt = 0.8;
const everyMs = 1_000;

export interface HeadroomWatch extends Headroom {
  stop(): void;
}

/** Looks at the size of ORDERS each second. What it does not know yet, or cannot ask, it lets through. */
export const watchHeadroom = (manager: () => JetStreamManager): HeadroomWatch => {
  let share = 0;
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      const { config, state } = await manager().streams.info(streamNames.orders);
      share = config.max_bytes > 0 ? state.bytes / config.max_bytes : 0;
    } catch {
      // The log is away: publishing says so, in its own words.
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  void look();
  return {
    check: () => {
      if (share < fullAt) return;
      const percent = Math.floor(share * 100);
      throw new AppError('LOG_FULL', `The log is ${percent} % full and takes no new orders; repeat this one later.`, {
        retryAfterSeconds: 30,
      });
    },
    stop: () => clearInterval(timer),
  };
};
