import type { NatsConnection } from '@nats-io/transport-node';
import { AppError } from '@orderflow/errors';
import { classify } from '@orderflow/postgres';
import pg from 'pg';
import type { Projection, RebuiltTable } from './projection.ts';
import { type ReadLog, readLog } from './read-log.ts';
import { compare, type Difference, lockTables, makeScratch, replace } from './tables.ts';

export interface RebuildOptions {
  readonly connection: NatsConnection;
  /** As a role that may truncate the tables and see who is connected. */
  readonly databaseUrl: string;
  /** Only compare. Then the service may run, and what is under way shows as a difference. */
  readonly verifyOnly: boolean;
  readonly signal?: AbortSignal;
}

export interface RebuildReport extends ReadLog {
  /** Rows that the log makes, by table. */
  readonly rows: ReadonlyMap<string, number>;
  /** What was there and is not what the log says; at most 1000 of a table. */
  readonly differences: readonly Difference[];
  readonly replaced: boolean;
}

/**
 * Makes the tables of a service from the whole log, beside those that are there, and compares the two row by row. Where
 * they differ the new ones take the place of the old, in one transaction. The tables are locked before the log is read:
 * what was written before is in the log, and what comes later finds the new rows.
 *
 * Rejects, with everything as it was, with LOG_INCOMPLETE (naming the first missing sequence), with PROJECTION_AHEAD when
 * a row would be lost that the log does not say, or the service runs; DEPENDENCY_UNAVAILABLE, LOG_UNAVAILABLE,
 * SCHEMA_MISMATCH.
 */
export const rebuild = async (projection: Projection, options: RebuildOptions): Promise<RebuildReport> => {
  const { databaseUrl: connectionString, verifyOnly } = options;
  const client = new pg.Client({
    connectionString,
    application_name: 'orderflow rebuild',
    connectionTimeoutMillis: 5_000,
  });
  // Statements reject when the connection is lost; the event says so once more.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(verifyOnly ? 'begin isolation level repeatable read' : 'begin');
    const report = await within(client, projection, options);
    await client.query(report.replaced ? 'commit' : 'rollback');
    return report;
  } catch (error) {
    throw error instanceof pg.DatabaseError || !AppError.is(error) ? classify(error) : error;
  } finally {
    await client.end().catch(() => undefined);
  }
};

const within = async (client: pg.Client, projection: Projection, options: RebuildOptions): Promise<RebuildReport> => {
  const { connection, verifyOnly, signal } = options;
  const builder = projection.begin();
  if (!verifyOnly) {
    await expectStopped(client, projection.service);
    await lockTables(client, projection.tableNames);
  }
  const now = await clockOf(client);
  const read = await readLog(connection, projection, builder, signal);
  const tables = builder.tables(now);
  const differences: Difference[] = [];
  for (const table of tables) {
    await makeScratch(client, table);
    differences.push(...(await compare(client, table)));
  }
  const replaced = !verifyOnly && differences.length > 0;
  if (replaced) {
    refuseToLose(differences);
    for (const table of tables) await replace(client, table);
  }
  return { ...read, rows: countRows(tables), differences, replaced };
};

const countRows = (tables: readonly RebuiltTable[]): ReadonlyMap<string, number> =>
  new Map(tables.map(({ name, rows }) => [name, rows.length]));

/** Also fixes the snapshot that is compared. */
const clockOf = async (client: pg.Client): Promise<Date> => {
  const { rows } = await client.query<{ now: Date }>('select now()');
  return rows[0]?.now ?? new Date();
};

const expectStopped = async (client: pg.Client, service: string): Promise<void> => {
  const { rows } = await client.query<{ pid: number; address: string | null }>(
    `select pid, client_addr::text as address from pg_stat_activity
     where datname = current_database() and application_name = $1`,
    [service],
  );
  const [one] = rows;
  if (!one) return;
  throw new AppError(
    'PROJECTION_AHEAD',
    `The service ${service} is connected to its database from ${one.address ?? 'here'}: stop it first, or only compare with --verify.`,
  );
};

const refuseToLose = (differences: readonly Difference[]): void => {
  const unknown = differences.filter(({ kind }) => kind === 'unknown');
  const [first] = unknown;
  if (!first) return;
  throw new AppError(
    'PROJECTION_AHEAD',
    `${unknown.length} rows are not in the log and would be lost, ${first.key} of ${first.table} the first: let the service come to rest before it is stopped, and compare with --verify.`,
    { details: { table: first.table, key: first.key, rows: unknown.length } },
  );
};
