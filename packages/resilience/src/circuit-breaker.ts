import { AppError } from '@orderflow/errors';
import Opossum from 'opossum';
import { requireAtLeast } from './bounds.ts';
import type { Policy } from './policy.ts';

export type CircuitState = 'closed' | 'half_open' | 'open';

export interface CircuitBreakerOptions {
  /** Names the dependency in errors and metrics. */
  readonly name: string;
  /**
   * Opens after this many failures without a success between them, and more where many calls are made: as many as still
   * run, and a fiftieth of those of the window. Default 6.
   */
  readonly consecutiveFailures?: number;
  /** Opens when this share of the calls of the window failed, from 0 to 1. Default 0.5. */
  readonly failureRate?: number;
  /** The share counts only from this many finished calls in the window on. Default 20. */
  readonly minimumCalls?: number;
  /** Default 10 000. */
  readonly windowMs?: number;
  /** How long an open circuit waits before it lets one call try. Default 15 000. */
  readonly halfOpenAfterMs?: number;
  /** False: the dependency answered, if not as hoped (a declined card, a 404). Default: every error is a failure. */
  readonly isFailure?: (error: unknown) => boolean;
  /** `why`: what made it open, a sentence without its end. */
  readonly onStateChange?: (state: CircuitState, why?: string) => void;
}

/**
 * Stops calling what keeps failing. While open, and while the one trying call of a half-open circuit runs, calls
 * reject at once with DEPENDENCY_UNAVAILABLE and `retryAfterSeconds`. A call that the caller aborts counts as nothing.
 */
export interface CircuitBreaker extends Policy {
  readonly name: string;
  readonly state: CircuitState;
  /** Clears the timers. Calls that run finish; new ones reject with DRAINING. */
  close(): void;
}

type Settle = () => void;

/**
 * Of many calls several fail one after another by chance, all the more as failing is often faster than succeeding. With one
 * in eight payments failing for reasons of its own, 6 in a row shut the gateway for all of them four times a minute, at 200 a second.
 */
const leastShareInARow = 1 / 50;

export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { name, consecutiveFailures = 6, failureRate = 0.5, minimumCalls = 20 } = options;
  const { windowMs = 10_000, halfOpenAfterMs = 15_000, isFailure = () => true, onStateChange } = options;
  requireAtLeast(1, `circuit breaker ${name}`, { consecutiveFailures, minimumCalls, windowMs, halfOpenAfterMs });
  requireAtLeast(Number.MIN_VALUE, `circuit breaker ${name}`, { failureRate });

  let failuresInRow = 0;
  let running = 0;
  let openings = 0;
  let openedAtMs = 0;
  let why: string | undefined;

  const circuit = new Opossum<[() => Promise<Settle>], Settle>((call) => call(), {
    name,
    // Its timeout rejects and leaves the call running; createTimeout aborts it.
    timeout: false,
    resetTimeout: halfOpenAfterMs,
    rollingCountTimeout: windowMs,
    // Its own rule has no count of consecutive failures and counts calls still running: the two rules below replace it.
    volumeThreshold: Number.MAX_SAFE_INTEGER,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
    errorFilter: (error) => !isFailure(error),
  });

  circuit.on('success', () => {
    failuresInRow = 0;
  });
  circuit.on('failure', (error: unknown) => {
    // Others of the same turn come after the one that opened it.
    if (circuit.opened) return;
    const last = error instanceof Error ? error.message : String(error);
    if (circuit.halfOpen) {
      why = `the call that tried it failed with: ${last}`;
      return;
    }
    failuresInRow += 1;
    const { successes, failures } = circuit.stats;
    const finished = successes + failures;
    const tooMany = finished >= minimumCalls && failures >= failureRate * finished;
    const nothingElse = failuresInRow >= Math.max(consecutiveFailures, running, finished * leastShareInARow);
    if (!nothingElse && !tooMany) return;
    const share = nothingElse ? `${failuresInRow} calls in a row failed` : `${failures} of ${finished} calls failed`;
    why = `${share}, the last with: ${last}`;
    circuit.open();
  });
  circuit.on('open', () => {
    openings += 1;
    running = 0;
    failuresInRow = 0;
    openedAtMs = performance.now();
    onStateChange?.('open', why);
  });
  circuit.on('halfOpen', () => onStateChange?.('half_open'));
  circuit.on('close', () => {
    failuresInRow = 0;
    // What failed before the recovery must not open the circuit again.
    for (const bucket of circuit.status.window) Object.assign(bucket, { successes: 0, failures: 0 });
    onStateChange?.('closed');
  });

  const refusal = (): AppError => {
    if (circuit.isShutdown) return new AppError('DRAINING', `the circuit breaker of ${name} is closed down`);
    const remainingMs = openedAtMs + halfOpenAfterMs - performance.now();
    const retryAfterSeconds = Math.max(1, Math.ceil(remainingMs / 1000));
    return new AppError('DEPENDENCY_UNAVAILABLE', `${name} keeps failing and is not called for now`, {
      retryAfterSeconds,
    });
  };

  return {
    name,
    get state() {
      if (circuit.opened) return 'open';
      return circuit.halfOpen ? 'half_open' : 'closed';
    },
    execute: <T>(work: (signal: AbortSignal) => Promise<T>, signal = new AbortController().signal) =>
      new Promise<T>((resolve, reject) => {
        signal.throwIfAborted();
        // Opossum makes an error with a stack for each call that it refuses, and ours is another.
        if (circuit.opened) throw refusal();
        let started = false;
        const call = (): Promise<Settle> =>
          // Left pending when the outcome says nothing about the dependency: opossum then counts neither success nor failure.
          new Promise((succeeded, failed) => {
            started = true;
            const era = openings;
            const trying = circuit.halfOpen;
            const outcome = work(signal);
            running += 1;
            const ended = (): void => {
              if (era === openings) running -= 1;
            };
            outcome.then(
              (value) => {
                ended();
                if (era === openings) succeeded(() => resolve(value));
                else resolve(value);
              },
              (error: unknown) => {
                ended();
                if (era === openings && !signal.aborted) return failed(error);
                // Opossum would wait for the outcome of its one trying call for ever.
                if (era === openings && trying && !circuit.isShutdown) {
                  why = 'the call that tried it was given up by its caller';
                  circuit.open();
                }
                reject(error);
              },
            );
          });
        circuit.fire(call).then(
          (settle) => settle(),
          (error: unknown) => reject(started ? error : refusal()),
        );
      }),
    close: () => circuit.shutdown(),
  };
}
