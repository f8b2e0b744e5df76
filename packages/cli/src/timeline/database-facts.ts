import { databaseUrl, type ServiceDatabase, type StackFile, serviceDatabases } from '@orderflow/local-stack';
import pg from 'pg';
import { inOneLine, type TimelineEntry } from './entry.ts';

export interface DatabaseFacts {
  /** What the rows say now, a line for each. */
  readonly rows: readonly string[];
  readonly entries: readonly TimelineEntry[];
  /** Databases that did not answer. */
  readonly away: readonly string[];
}

/** Every table that knows orders: a service that adds one need not tell us. */
const tablesOfOrders = `
  select table_name as name from information_schema.columns
  where table_schema = 'public' and column_name = 'order_id' order by 1`;

/** Column names that end in `_at` and are plans, not facts. */
const planned = new Set(['deadline_at', 'due_at']);

const readOne = async (connectionString: string, { service }: ServiceDatabase, orderId: string) => {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 3_000, statement_timeout: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const rows: string[] = [];
    const entries: TimelineEntry[] = [];
    const tables = await client.query<{ name: string }>(tablesOfOrders);
    for (const { name } of tables.rows) {
      const sql = `select * from ${pg.escapeIdentifier(name)} where order_id::text = $1 limit 20`;
      const found = await client.query<Record<string, unknown>>(sql, [orderId]);
      for (const row of found.rows) {
        const { order_id: _, ...facts } = row;
        rows.push(`${service}.${name}: ${inOneLine(facts)}`);
        for (const [column, value] of Object.entries(row)) {
          if (!(value instanceof Date) || planned.has(column)) continue;
          entries.push({ at: value, where: `${service} database`, what: `${name}.${column}`, detail: '' });
        }
      }
    }
    return { rows, entries };
  } finally {
    await client.end();
  }
};

/** What the three databases hold of an order. A database that is away is named, not fatal. */
export const readDatabaseFacts = async (running: StackFile, orderId: string): Promise<DatabaseFacts> => {
  const away: string[] = [];
  const read = serviceDatabases.map(async (one) => {
    // The superuser of the local stack: looking must not depend on what a service's role may see.
    const admin = new URL(running.postgresAdminUrl);
    const url = databaseUrl(running.postgresAdminUrl, one.database, admin.username, decodeURIComponent(admin.password));
    return readOne(url, one, orderId).catch((error: unknown) => {
      away.push(`${one.database} (${error instanceof Error ? error.message : error})`);
      return { rows: [], entries: [] };
    });
  });
  const all = await Promise.all(read);
  return { rows: all.flatMap(({ rows }) => rows), entries: all.flatMap(({ entries }) => entries), away };
};
