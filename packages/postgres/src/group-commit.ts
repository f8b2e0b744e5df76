import { AppError } from '@orderflow/errors';
import { type BatchWriterOptions, createBatchWriter, type Waiting } from './batch-writer.ts';
import { sampledCaller } from './commit-span.ts';
import { createPace } from './pace.ts';

export interface GroupCommitOptions<Request, Answer> extends BatchWriterOptions<Request, Answer> {
  /** Most requests in one transaction. Default 256. */
  readonly maxBatch?: number;
  /** Longest wait for company, under load. An idle group does not wait. Default 20. */
  readonly maxLingerMs?: number;
  /** Most requests waiting; one more is refused with QUEUE_FULL. Default 10 000. */
  readonly maxQueue?: number;
}

/** Turns concurrent calls into few transactions. One batch of a group is in flight at a time. */
export interface GroupCommit<Request, Answer> {
  /**
   * Resolves with the answer after its transaction has committed. Rejects with QUEUE_FULL, DRAINING,
   * DEPENDENCY_UNAVAILABLE (also when the outcome is unknown), or with what this request alone caused.
   * A request whose signal has fired by the time its batch is taken is left out and rejects with the signal's reason.
   */
  submit(request: Request, signal?: AbortSignal): Promise<Answer>;
  /** Refuses new requests, writes the accepted ones without lingering, resolves when each has its answer. */
  close(): Promise<void>;
}

/** Requests in one transaction from which on the next one more makes little difference. */
const plenty = 16;

export function createGroupCommit<Request, Answer>(
  options: GroupCommitOptions<Request, Answer>,
): GroupCommit<Request, Answer> {
  const { name, maxBatch = 256, maxLingerMs = 20, maxQueue = 10_000 } = options;
  if (!(maxBatch >= 1 && maxQueue >= 1 && maxLingerMs >= 0)) {
    const given = `maxBatch ${maxBatch}, maxQueue ${maxQueue}, maxLingerMs ${maxLingerMs}`;
    throw new AppError('CONFIG_INVALID', `${name} cannot work with ${given}`);
  }
  const pace = createPace(maxLingerMs, plenty);
  const write = createBatchWriter(options);
  const queue: Waiting<Request, Answer>[] = [];
  let inFlight = false;
  let takeOff = (): void => {};
  let closed: PromiseWithResolvers<void> | undefined;

  const schedule = (): void => {
    takeOff();
    const [first] = queue;
    if (inFlight || first === undefined) return;
    const full = queue.length >= maxBatch || closed !== undefined;
    const lingerMs = full ? 0 : pace.lingerMs(performance.now(), first.sinceMs);
    takeOff = lingerMs < 1 ? afterThisTick(fly) : after(lingerMs, fly);
  };

  const fly = async (): Promise<void> => {
    inFlight = true;
    const startMs = performance.now();
    const batch = queue.splice(0, maxBatch).filter(stillWanted);
    const settle = await write(batch);
    const endMs = performance.now();
    // Before anyone is answered: a caller that comes back for more at once is no sign of load.
    pace.landed(endMs, endMs - startMs, queue.length);
    inFlight = false;
    settle();
    schedule();
    if (queue.length === 0) closed?.resolve();
  };

  return {
    submit: (request, signal) =>
      new Promise<Answer>((resolve, reject) => {
        signal?.throwIfAborted();
        if (closed !== undefined) throw new AppError('DRAINING', `${name} takes no more requests`);
        if (queue.length >= maxQueue) throw new AppError('QUEUE_FULL', `${name} has ${queue.length} requests waiting`);
        const size = queue.push({
          request,
          sinceMs: performance.now(),
          signal,
          caller: sampledCaller(),
          resolve,
          reject,
        });
        if (size === 1 || size === maxBatch) schedule();
      }),
    close: () => {
      closed ??= Promise.withResolvers<void>();
      if (!inFlight && queue.length === 0) closed.resolve();
      schedule();
      return closed.promise;
    },
  };
}

/** Everything that is submitted in one tick gets into one batch. */
const afterThisTick = (run: () => Promise<void>): (() => void) => {
  const handle = setImmediate(() => void run());
  return () => clearImmediate(handle);
};

const after = (delayMs: number, run: () => Promise<void>): (() => void) => {
  const handle = setTimeout(() => void run(), delayMs);
  return () => clearTimeout(handle);
};

const stillWanted = ({ signal, reject }: Pick<Waiting<unknown, unknown>, 'signal' | 'reject'>): boolean => {
  if (!signal?.aborted) return true;
  reject(signal.reason);
  return false;
};
