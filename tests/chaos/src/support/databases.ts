import { databaseUrl, type ServiceName, serviceDatabases } from '@orderflow/local-stack';
import { waitFor } from '@orderflow/testkit';
import pg from 'pg';

export type Row = Readonly<Record<string, unknown>>;

/** The databases of the services, as the administrator sees them. */
export interface TestDatabases {
  query(service: ServiceName, text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Writes to the table wait from now on; reads do not. Resolves with what lets them go on. */
  holdWrites(service: ServiceName, table: string): Promise<() => Promise<void>>;
  /** Resolves once a statement of the service waits for a lock. */
  writeWaits(service: ServiceName): Promise<void>;
  close(): Promise<void>;
}

export const openDatabases = (adminUrl: string): TestDatabases => {
  const admin = new URL(adminUrl);
  const urlOf = (service: ServiceName): string => {
    const database = serviceDatabases.find((one) => one.service === service)?.database ?? '';
    return databaseUrl(adminUrl, database, admin.username, decodeURIComponent(admin.password));
  };
  const pools = new Map<ServiceName, pg.Pool>();
  const poolOf = (service: ServiceName): pg.Pool => {
    const pool = pools.get(service) ?? new pg.Pool({ connectionString: urlOf(service), max: 4 });
    if (!pools.has(service)) pool.on('error', () => undefined);
    pools.set(service, pool);
    return pool;
  };
  const query: TestDatabases['query'] = async (service, text, values = []) =>
    (await poolOf(service).query<Row>(text, [...values])).rows;

  return {
    query,
    holdWrites: async (service, table) => {
      const client = await poolOf(service).connect();
      await client.query('BEGIN');
      await client.query(`LOCK TABLE ${table} IN SHARE MODE`);
      return async () => {
        await client.query('ROLLBACK');
        client.release();
      };
    },
    writeWaits: async (service) => {
      const waiting = `select 1 from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      await waitFor(async () => (await query(service, waiting)).length > 0, {
        timeoutMs: 20_000,
        describe: `a write of ${service} to be held up`,
      });
    },
    close: async () => {
      for (const pool of pools.values()) await pool.end();
    },
  };
};
