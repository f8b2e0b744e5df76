import { AppError } from '@orderflow/errors';
import pg from 'pg';

/**
 * What a failed statement says:
 * - `unavailable`: the database is away, full or stopping, or the outcome is unknown. Nothing is wrong with the data.
 * - `conflict`: a deadlock or serialization failure. The same transaction may pass when repeated.
 * - `data`: the data were refused (SQLSTATE classes 22 and 23). Repeating the same changes nothing.
 * - `other`: anything else, bugs included.
 */
export type FailureKind = 'unavailable' | 'conflict' | 'data' | 'other';

/** serialization_failure, deadlock_detected, lock_not_available. */
const conflictStates = new Set(['40001', '40P01', '55P03']);

/**
 * Classes: 08 connection, 28 login refused, 3D no such database (setup has not run), 53 out of connections, memory or
 * disk, 57 stopped or cancelled (statement timeouts too), 58 the system under it.
 */
const unavailableClasses = new Set(['08', '28', '3D', '53', '57', '58']);

/**
 * read_only_sql_transaction (we were left on a standby), idle transaction ended, statement_completion_unknown; and a
 * table, column or grant that is missing, because the setup of this release has not run: messages wait for it, and are
 * not given up one after the other.
 */
const unavailableStates = new Set(['25006', '25P03', '25P04', '40003', '42P01', '42703', '42501']);

const networkCodes = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'],
]);

/** pg and pg-pool report a lost or missing connection by these sentences alone. */
const connectionSentences =
  /^(Connection terminated|Connection ended|timeout e|Client (has encountered|was closed)|Query read timeout|Cannot use a pool after)/;

const databaseError = (error: unknown): pg.DatabaseError | undefined => {
  if (error instanceof pg.DatabaseError) return error;
  return error instanceof AppError ? databaseError(error.cause) : undefined;
};

/** SQLSTATE of an error of Postgres, also when it is the cause of an AppError. */
export const sqlState = (error: unknown): string | undefined => databaseError(error)?.code;

export function failureKind(error: unknown): FailureKind {
  if (error instanceof AppError && error.code === 'DEPENDENCY_UNAVAILABLE') return 'unavailable';
  const state = sqlState(error);
  if (state !== undefined) return kindOfState(state);
  return error instanceof Error && isConnectionError(error) ? 'unavailable' : 'other';
}

function kindOfState(state: string): FailureKind {
  const stateClass = state.slice(0, 2);
  if (conflictStates.has(state)) return 'conflict';
  if (unavailableStates.has(state) || unavailableClasses.has(stateClass)) return 'unavailable';
  return stateClass === '22' || stateClass === '23' ? 'data' : 'other';
}

function isConnectionError(error: Error): boolean {
  if ('code' in error && typeof error.code === 'string' && networkCodes.has(error.code)) return true;
  return connectionSentences.test(error.message);
}

/**
 * The one conversion of this package: DEPENDENCY_UNAVAILABLE for what is `unavailable`, else INTERNAL with SQLSTATE,
 * table and constraint in `details`. An AppError stays itself.
 */
export function classify(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (failureKind(error) === 'unavailable') {
    return new AppError('DEPENDENCY_UNAVAILABLE', `Postgres cannot be used: ${message}`, { cause: error });
  }
  const refused = databaseError(error);
  if (refused === undefined) return AppError.from(error);
  const { code: sqlstate, table, constraint } = refused;
  return new AppError('INTERNAL', `Postgres refused the statement: ${message}`, {
    cause: error,
    details: { sqlstate, ...(table ? { table } : {}), ...(constraint ? { constraint } : {}) },
  });
}
