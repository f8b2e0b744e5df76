export interface BackoffOptions {
  /** Upper bound of the first delay; it doubles with each attempt. */
  readonly initialMs: number;
  /** Upper bound of every delay. */
  readonly maxMs: number;
}

/**
 * Delay after failed attempt number `attempt` (from 1): exponential with full jitter, so that callers that failed
 * together do not come back together. A whole number of milliseconds, at least 1: for some receivers 0 is "at once".
 * `random` returns a number in [0, 1).
 */
export function backoffMs(attempt: number, options: BackoffOptions, random: () => number = Math.random): number {
  const bound = Math.min(options.maxMs, options.initialMs * 2 ** (attempt - 1));
  return Math.max(1, Math.round(random() * bound));
}
