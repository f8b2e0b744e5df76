import { AppError } from '@orderflow/errors';
import type { Child, Exit } from '../process/child.ts';

export type ProcessStatus = 'waiting' | 'starting' | 'running' | 'restarting' | 'held' | 'stopping' | 'stopped';

export interface ProcessState {
  readonly name: string;
  /** Where it is reached; what speaks HTTP answers `/readyz` there. */
  readonly url: string;
  readonly status: ProcessStatus;
  /** 0 while it does not run. */
  readonly pid: number;
  /** How often it ended unasked and was started again. */
  readonly restarts: number;
  /** For people: "ended with exit code 1, starts again in 2 s". */
  readonly detail: string;
}

export interface ProcessDefinition {
  readonly name: string;
  readonly url: string;
  /** Resolves once the process serves; rejects, leaving no process behind, when it does not or the signal fires. */
  start(signal: AbortSignal): Promise<Child>;
  /** How long a stop may take before the process is killed. */
  readonly stopGraceMs: number;
}

/** One process that is kept running until it is told to stop. */
export interface SupervisedProcess {
  state(): ProcessState;
  /** The first start: rejects when it fails, without another try. */
  start(signal?: AbortSignal): Promise<void>;
  /**
   * Stops it; it stays down until `resume`. `status` tells why: held by a person, or stopped for good. Resolves with how
   * it ended; undefined when it did not run.
   */
  stop(status: 'held' | 'stopped'): Promise<Exit | undefined>;
  /** Starts it again after `stop('held')`. */
  resume(): Promise<void>;
  /** To the process as it is; that it ends is noticed like any other end. */
  kill(signal: NodeJS.Signals): void;
}

const firstDelayMs = 500;
const usualLongestDelayMs = 15_000;
/** One that ran so long has got over what ended it before. */
const settledAfterMs = 30_000;

export const describeExit = (exit: Exit): string => {
  if (exit.error) return `could not be started (${exit.error.message})`;
  return exit.signal ? `was ended by ${exit.signal}` : `ended with exit code ${exit.code}`;
};

export const createSupervisedProcess = (
  definition: ProcessDefinition,
  onChange: () => void,
  longestDelayMs = usualLongestDelayMs,
): SupervisedProcess => {
  const { name, url, stopGraceMs } = definition;
  let status: ProcessStatus = 'waiting';
  let detail = '';
  let restarts = 0;
  let failuresInARow = 0;
  let child: Child | undefined;
  let startedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let starting = new AbortController();
  let attempt: Promise<void> = Promise.resolve();
  /** Told to stop. Apart from the status, which a start that ends late would overwrite. */
  let unwanted = false;

  const become = (next: ProcessStatus, why = '') => {
    status = next;
    detail = why;
    onChange();
  };
  const launch = async (signal: AbortSignal): Promise<void> => {
    const started = await definition.start(signal);
    child = started;
    startedAt = performance.now();
    if (!unwanted) become('running');
    void started.exited.then((exit) => {
      child = undefined;
      if (unwanted) return;
      if (performance.now() - startedAt > settledAfterMs) failuresInARow = 0;
      againLater(describeExit(exit));
    });
  };

  const againLater = (why: string): void => {
    const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** failuresInARow);
    failuresInARow++;
    restarts++;
    become('restarting', `${why}, starts again in ${delayMs / 1000} s`);
    timer = setTimeout(() => {
      become('restarting', `${why}, starting again`);
      starting = new AbortController();
      attempt = launch(starting.signal).catch((error: unknown) => {
        if (!unwanted) againLater(AppError.from(error).message);
      });
    }, delayMs);
  };

  return {
    state: () => ({ name, url, status, pid: child?.pid ?? 0, restarts, detail }),
    start: async (signal) => {
      become('starting');
      starting = new AbortController();
      const either = signal ? AbortSignal.any([signal, starting.signal]) : starting.signal;
      const first = launch(either);
      attempt = first.catch(() => undefined);
      await first;
    },
    stop: async (end) => {
      unwanted = true;
      clearTimeout(timer);
      become('stopping');
      starting.abort();
      await attempt;
      const exit = await child?.stop(stopGraceMs);
      become(end, end === 'held' ? 'stopped by hand' : '');
      return exit;
    },
    resume: async () => {
      if (status !== 'held') return;
      unwanted = false;
      failuresInARow = 0;
      become('starting');
      starting = new AbortController();
      const again = launch(starting.signal);
      attempt = again.catch((error: unknown) => {
        if (!unwanted) againLater(AppError.from(error).message);
      });
      await attempt;
    },
    kill: (signal) => child?.kill(signal),
  };
};
