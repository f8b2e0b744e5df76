/** Time as the bus sees it. All waits of the engine go through it, so that tests can own the time. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `delayMs`. The returned function cancels; calling it late does nothing. */
  after(delayMs: number, callback: () => void): () => void;
}

/** The machine's time. Its timers do not keep a process alive. */
export const createRealClock = (): Clock => ({
  now: () => performance.timeOrigin + performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
});
