/** Tells of signals that fire, for many who wait at a time: each signal has one listener, however many wait for it. */
export interface AbortWatch<T> {
  /** Once for each of those who wait when the signal fires. */
  add(signal: AbortSignal, waiting: T): void;
  delete(signal: AbortSignal, waiting: T): void;
}

interface Watched<T> {
  readonly waiting: Set<T>;
  readonly listener: () => void;
}

export const createAbortWatch = <T>(onAbort: (waiting: T, reason: unknown) => void): AbortWatch<T> => {
  const bySignal = new WeakMap<AbortSignal, Watched<T>>();
  const watch = (signal: AbortSignal): Watched<T> => {
    const waiting = new Set<T>();
    const listener = (): void => {
      for (const one of [...waiting]) onAbort(one, signal.reason);
    };
    signal.addEventListener('abort', listener, { once: true });
    return { waiting, listener };
  };
  return {
    add: (signal, waiting) => {
      const watched = bySignal.get(signal) ?? watch(signal);
      bySignal.set(signal, watched);
      watched.waiting.add(waiting);
    },
    delete: (signal, waiting) => {
      const watched = bySignal.get(signal);
      if (!watched?.waiting.delete(waiting) || watched.waiting.size > 0) return;
      // A signal with a listener is kept alive, some until they fire.
      signal.removeEventListener('abort', watched.listener);
      bySignal.delete(signal);
    },
  };
};
