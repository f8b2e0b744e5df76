import { AppError } from '@orderflow/errors';

/**
 * What a failed statement says:
 * - `unavailable`: the database is away, full, stopping, or the outcome is unknown. Nothing is wrong with the data.
 * - `conflict`: serialization failure or deadlock; the same transaction may pass when repeated.
 * - `data`: the data were refused (SQLSTATE classes 22 and 23). Repeating the same changes nothing.
 * - `other`: anything else, bugs included.
 */
export type FailureKind = 'unavailable' | 'conflict' | 'data' | 'other';

/** SQLSTATE of an error of Postgres, or of the cause of an AppError. */
export function sqlState(_error: unknown): string | undefined {
  return undefined;
}

export function failureKind(_error: unknown): FailureKind {
  return 'other';
}

/** DEPENDENCY_UNAVAILABLE for `unavailable`, else INTERNAL; SQLSTATE and constraint in `details`. An AppError stays itself. */
export function classify(error: unknown): AppError {
  return AppError.from(error);
}
