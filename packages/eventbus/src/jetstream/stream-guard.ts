import { AppError } from '@orderflow/errors';
import { type CircuitState, createCircuitBreaker } from '@orderflow/resilience';

/**
 * The circuit breaker around publishing to one stream, at next to no cost while all is well: successes are counted
 * only when a failure lies in the breaker's window, for without one they cannot change its state.
 */
export interface StreamGuard {
  readonly stream: string;
  readonly state: CircuitState;
  /** For every state but closed: rejects at once with LOG_UNAVAILABLE, or lets the one trying call through. */
  guarded<T>(work: () => Promise<T>): Promise<T>;
  succeeded(): void;
  failed(error: AppError): void;
  /** A new connection: what failed over the old one says nothing any more. */
  reset(): void;
  close(): void;
}

const windowMs = 10_000;
/** Shorter than for other dependencies: a new leader of a stream is elected within seconds, and trying costs one message. */
const halfOpenAfterMs = 3_000;

/** A full stream answered; a cancelled call says nothing. */
const isFailure = (error: unknown): boolean => AppError.is(error, 'LOG_UNAVAILABLE');

export const createStreamGuard = (
  stream: string,
  onCircuit: (stream: string, state: CircuitState) => void = () => undefined,
): StreamGuard => {
  const make = () =>
    createCircuitBreaker({
      name: `publish to ${stream}`,
      windowMs,
      halfOpenAfterMs,
      isFailure,
      onStateChange: (state) => onCircuit(stream, state),
    });
  let breaker = make();
  let lastFailureMs = Number.NEGATIVE_INFINITY;
  const noFailure = (): void => undefined;

  return {
    stream,
    get state() {
      return breaker.state;
    },
    guarded: async (work) => {
      try {
        return await breaker.execute(work);
      } catch (error) {
        if (!AppError.is(error, 'DEPENDENCY_UNAVAILABLE')) throw error;
        const { retryAfterSeconds = 1 } = error;
        throw new AppError('LOG_UNAVAILABLE', error.message, { cause: error, retryAfterSeconds });
      }
    },
    succeeded: () => {
      if (performance.now() - lastFailureMs > windowMs) return;
      breaker.execute(() => Promise.resolve()).then(noFailure, noFailure);
    },
    failed: (error) => {
      if (!isFailure(error)) return;
      lastFailureMs = performance.now();
      breaker.execute(() => Promise.reject(error)).then(noFailure, noFailure);
    },
    reset: () => {
      if (lastFailureMs === Number.NEGATIVE_INFINITY) return;
      breaker.close();
      breaker = make();
      lastFailureMs = Number.NEGATIVE_INFINITY;
      onCircuit(stream, 'closed');
    },
    close: () => breaker.close(),
  };
};
