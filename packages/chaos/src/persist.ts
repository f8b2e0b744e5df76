import { setTimeout as delay } from 'node:timers/promises';

const everyMs = 250;

/** Does it again until it works: what it needs may be down by another fault. Rejects with the last error after `withinMs`. */
export const persist = async <T>(work: () => Promise<T>, withinMs: number): Promise<T> => {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
      await delay(everyMs);
    }
  }
};

/** How long a fault may take to be undone. */
export const healWithinMs = 60_000;
/** How long a fault may wait for what it needs, before it counts as not done. */
export const beginWithinMs = 12_000;
