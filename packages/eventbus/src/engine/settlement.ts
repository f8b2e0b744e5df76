import type { AppError, ErrorCode } from '@orderflow/errors';
import { backoffMs } from '@orderflow/resilience';

/** How the handling of one delivery ended. */
export type Outcome = { readonly kind: 'handled' } | { readonly kind: 'failed'; readonly error: AppError };

export interface SettlementRules {
  /** Failures of the message itself before it is dead-lettered. */
  readonly maxAttempts: number;
  readonly retryInitialMs: number;
  readonly retryMaxMs: number;
}

/** What is done about a delivery. There is no nak without a delay: it would come back at once, again and again. */
export type Settlement =
  | { readonly action: 'ack' }
  /** `counts`: the failure is one of the message's attempts. */
  | { readonly action: 'nak'; readonly delayMs: number; readonly counts: boolean }
  /** Stored first; `term` only after the log has the letter. */
  | { readonly action: 'dead_letter'; readonly error: AppError; readonly attempts: number }
  /** Kept, with its clock extended, until what it needs is back. Counts as nothing. */
  | { readonly action: 'hold' };

/** What is said to the log at once. */
export type DirectSettlement = Extract<Settlement, { readonly action: 'ack' | 'nak' }>;

/** The process stops, or the caller was stopped: the message is as good as before. */
const notItsFault: ReadonlySet<ErrorCode> = new Set(['ABORTED', 'DRAINING']);

/**
 * The one place that decides what becomes of a delivery. `failuresBefore`: attempts of this message that failed for a
 * reason of its own, this one not included. `random` returns a number in [0, 1).
 */
export const settle = (
  outcome: Outcome,
  failuresBefore: number,
  rules: SettlementRules,
  random: () => number,
): Settlement => {
  if (outcome.kind === 'handled') return { action: 'ack' };
  const { error } = outcome;
  const delay = { initialMs: rules.retryInitialMs, maxMs: rules.retryMaxMs };
  if (notItsFault.has(error.code)) return { action: 'nak', delayMs: backoffMs(1, delay, random), counts: false };
  switch (error.verdict) {
    case 'wait':
      return { action: 'hold' };
    case 'dead_letter':
      return { action: 'dead_letter', error, attempts: failuresBefore + 1 };
    case 'retry': {
      const failures = failuresBefore + 1;
      return failures >= rules.maxAttempts
        ? { action: 'dead_letter', error, attempts: failures }
        : { action: 'nak', delayMs: backoffMs(failures, delay, random), counts: true };
    }
    default:
      return error.verdict satisfies never;
  }
};

/** A dead letter that could not be stored: its message comes again, it is never terminated. */
export const afterRefusedLetter = (rules: SettlementRules, random: () => number): DirectSettlement => ({
  action: 'nak',
  delayMs: backoffMs(3, { initialMs: rules.retryInitialMs, maxMs: rules.retryMaxMs }, random),
  counts: false,
});

/** Buffered and not started when the bus drains: another replica has it at once. */
export const givenBack: DirectSettlement = { action: 'nak', delayMs: 1, counts: false };
