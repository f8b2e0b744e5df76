import { AppError } from '@orderflow/errors';
import pg from 'pg';
import { classify, failureKind } from './failures.ts';
import type { Client, Pool } from './pool.ts';

export interface TransactionOptions {
  /** Attempts in all when Postgres reports a deadlock or serialization failure. Default 3. */
  readonly attempts?: number;
}

/**
 * Takes a statement that was sent and whose answer the work does not need: COMMIT goes out right behind it, which saves a
 * round trip. Should it fail, nothing is committed, and the transaction rejects with what the statement did.
 */
export type Unawaited = (statement: Promise<unknown>) => void;

/**
 * Runs the work between BEGIN and COMMIT on one connection, and resolves after the COMMIT.
 *
 * A deadlock or serialization failure repeats the work: it must have no effect outside its client.
 * Rejects with an AppError (see `classify`): DEPENDENCY_UNAVAILABLE when the database is away, and also when the
 * connection was lost at COMMIT, where the outcome is unknown: the caller does the same, idempotent work again.
 * Errors of the work that do not come from Postgres pass unchanged.
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: Client, unawaited: Unawaited) => Promise<T>,
  { attempts = 3 }: TransactionOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(pool, work);
    } catch (error) {
      const kind = failureKind(error);
      if (kind === 'conflict' && attempt < attempts) continue;
      throw kind === 'unavailable' || error instanceof pg.DatabaseError ? classify(error) : error;
    }
  }
}

async function once<T>(pool: Pool, work: (client: Client, unawaited: Unawaited) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const sent: Promise<unknown>[] = [];
  let failedUnsent = false;
  const unawaited: Unawaited = (statement) => {
    sent.push(statement);
    statement.catch(() => {
      failedUnsent = true;
    });
  };
  let ended: Promise<boolean> | undefined;
  let broken = true;
  try {
    const begun = begin(client);
    const [result] = await Promise.all([work(client, unawaited), begun]);
    if (sent.length > 0) await untilRefused();
    if (failedUnsent) await Promise.all(sent);
    const committed = commit(client);
    ended = committed.then(
      () => true,
      (error: unknown) => failureKind(error) !== 'unavailable',
    );
    // Answers come in the order of the statements, so what rejects first is the cause.
    await Promise.all([...sent, committed]);
    broken = false;
    return result;
  } catch (error) {
    if (failureKind(error) !== 'unavailable') broken = !(await (ended ?? rollback(client)));
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * A statement that the driver refuses to send is refused by then, and nothing may be committed without it. The driver says so
 * in the next tick, and its promise with the microtasks after that: all of them have run when a tick comes that was asked for
 * in one.
 */
const untilRefused = (): Promise<void> =>
  new Promise((resolve) => process.nextTick(() => queueMicrotask(() => process.nextTick(resolve))));

/**
 * Not waited for: the first statements of the work follow at once (a round trip less, 8 % of the CPU of a small batch).
 * Should BEGIN fail, the connection is closed in the same tick: nothing after those statements is sent.
 */
const begin = (client: Client): Promise<void> =>
  new Promise((resolve, reject) => {
    void client.query('BEGIN', (error) => {
      if (!error) return resolve();
      void client.end();
      reject(error);
    });
  });

/** Postgres answers the COMMIT of a failed transaction with ROLLBACK, not with an error. */
async function commit(client: Client): Promise<void> {
  const { command } = await client.query('COMMIT');
  if (command === 'COMMIT') return;
  throw new AppError('INTERNAL', 'the transaction was rolled back: a statement in it had failed and was ignored');
}

/** False: the connection is not fit for another transaction. */
const rollback = (client: Client): Promise<boolean> =>
  client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
