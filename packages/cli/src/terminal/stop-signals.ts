export interface StopSignals {
  /** Fires with the first signal. */
  readonly stopping: AbortSignal;
  readonly first: Promise<void>;
  /** Resolves when somebody asks again, well after the first time. */
  readonly second: Promise<void>;
}

// Ctrl-C reaches the whole process group, and npm and the toolchain pass on what they get: one key press comes as two
// or three signals within a moment. Only one that comes later is a person who wants it faster.
const oneKeyPressMs = 1_000;

/** SIGINT, SIGTERM and SIGHUP as a wish to stop. */
export const stopSignals = (): StopSignals => {
  const controller = new AbortController();
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  let firstAt: number | undefined;
  const received = () => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      controller.abort(new Error('told to stop'));
      first.resolve();
    } else if (performance.now() - firstAt > oneKeyPressMs) {
      second.resolve();
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, received);
  // After SIGHUP the terminal is gone, and writing to it must not end us before the rest is stopped.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return { stopping: controller.signal, first: first.promise, second: second.promise };
};
