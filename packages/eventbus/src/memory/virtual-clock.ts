import type { Clock } from '../engine/clock.ts';

/** Time that stands still until it is told to move. */
export interface VirtualClock extends Clock {
  /** Moves to the next timer and fires it, with all others of that instant. False: there is none. */
  step(): boolean;
}

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** Begins at `startMs` since the epoch; default 1 January 2026. */
export const createVirtualClock = (startMs = Date.UTC(2026, 0, 1)): VirtualClock => {
  const timers = new Set<Timer>();
  let nowMs = startMs;
  return {
    now: () => nowMs,
    after: (delayMs, callback) => {
      const timer = { atMs: nowMs + Math.max(0, delayMs), callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    step: () => {
      const next = Math.min(...[...timers].map(({ atMs }) => atMs));
      if (!Number.isFinite(next)) return false;
      nowMs = next;
      for (const timer of [...timers]) if (timer.atMs <= next && timers.delete(timer)) timer.callback();
      return true;
    },
  };
};
