/** Tells of signals that fire, for many who wait at a time: each signal has one listener, however many wait for it. */
export interface AbortWatch<T> {
  /** Once for each of those who wait when the signal fires. */
  add(signal: AbortSignal, waiting: T): void;
  delete(signal: AbortSignal, waiting: T): void;
}

export const createAbortWatch = <T>(onAbort: (waiting: T, reason: unknown) => void): AbortWatch<T> => {
  const bySignal = new WeakMap<AbortSignal, Set<T>>();
  const watch = (signal: AbortSignal): Set<T> => {
    const all = new Set<T>();
    bySignal.set(signal, all);
    const fired = (): void => {
      for (const waiting of [...all]) onAbort(waiting, signal.reason);
    };
    signal.addEventListener('abort', fired, { once: true });
    return all;
  };
  return {
    add: (signal, waiting) => {
      (bySignal.get(signal) ?? watch(signal)).add(waiting);
    },
    delete: (signal, waiting) => {
      bySignal.get(signal)?.delete(waiting);
    },
  };
};
