import type { AppError, ErrorCode } from '@orderflow/errors';
import { backoffMs } from '@orderflow/resilience';

/** How the handling of one delivery ended. */
export type Outcome =
  | { readonly kind: 'handled' }
  | { readonly kind: 'failed'; readonly error: AppError }
  /** Buffered or held when the bus drains. */
  | { readonly kind: 'not_started' }
  /** The dead letter it ended in could not be stored. */
  | { readonly kind: 'letter_refused' };

export interface SettlementRules {
  /** Failures of the message itself before it is dead-lettered. */
  readonly maxAttempts: number;
  readonly retryInitialMs: number;
  readonly retryMaxMs: number;
}

export interface Circumstances {
  /** Attempts of this message that failed for a reason of its own, this one not included. */
  readonly failuresBefore: number;
  /** The bus drains. */
  readonly draining: boolean;
}

/** What is done about a delivery. There is no nak without a delay: it would come back at once, again and again. */
export type Settlement =
  | { readonly action: 'ack' }
  /** `counts`: the failure is one of the message's attempts. */
  | { readonly action: 'nak'; readonly delayMs: number; readonly counts: boolean }
  /** Stored first; `term` only after the log has the letter. */
  | { readonly action: 'dead_letter'; readonly error: AppError; readonly attempts: number }
  /** Kept, with its clock extended, until what it needs is back. Counts as nothing. */
  | { readonly action: 'hold'; readonly error: AppError };

/** Another replica has it at once. */
const giveBack: Settlement = { action: 'nak', delayMs: 1, counts: false };
const acknowledge: Settlement = { action: 'ack' };

/** While the bus drains these tell of the drain, not of the message. */
const tellOfTheDrain: ReadonlySet<ErrorCode> = new Set(['ABORTED', 'DRAINING']);
/** Attempt whose delay is taken for a message that waits for its dead letter to be stored. */
const refusedLetterAttempt = 3;

/** The one place that decides what becomes of a delivery. `random` returns a number in [0, 1). */
export const settle = (
  outcome: Outcome,
  { failuresBefore, draining }: Circumstances,
  rules: SettlementRules,
  random: () => number,
): Settlement => {
  const later = (attempt: number, counts: boolean): Settlement => {
    const delayMs = backoffMs(attempt, { initialMs: rules.retryInitialMs, maxMs: rules.retryMaxMs }, random);
    return { action: 'nak', delayMs, counts };
  };
  switch (outcome.kind) {
    case 'handled':
      return acknowledge;
    case 'not_started':
      return giveBack;
    case 'letter_refused':
      return later(refusedLetterAttempt, false);
    case 'failed':
      break;
    default:
      return outcome satisfies never;
  }
  const { error } = outcome;
  const attempts = failuresBefore + 1;
  switch (error.verdict) {
    case 'wait':
      return draining ? giveBack : { action: 'hold', error };
    case 'dead_letter':
      return { action: 'dead_letter', error, attempts };
    case 'retry':
      if (draining && tellOfTheDrain.has(error.code)) return giveBack;
      return attempts < rules.maxAttempts ? later(attempts, true) : { action: 'dead_letter', error, attempts };
    default:
      return error.verdict satisfies never;
  }
};
