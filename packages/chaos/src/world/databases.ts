import { databaseUrl, type ServiceName, serviceDatabases } from '@orderflow/local-stack';
import pg from 'pg';

/** The databases as the one who may do everything. */
export interface Databases {
  /** One connection for as long as the work takes, to a service's database. */
  connected<T>(service: ServiceName, work: (client: pg.Client) => Promise<T>): Promise<T>;
}

const connectTimeoutMs = 3_000;
const statementTimeoutMs = 10_000;

export const runtimeRoleOf = (service: ServiceName): string =>
  serviceDatabases.find((one) => one.service === service)?.runtimeRole ?? '';

export const createDatabases = (adminUrl: string): Databases => ({
  connected: async (service, work) => {
    const admin = new URL(adminUrl);
    const database = serviceDatabases.find((one) => one.service === service)?.database ?? '';
    const client = new pg.Client({
      connectionString: databaseUrl(adminUrl, database, admin.username, decodeURIComponent(admin.password)),
      connectionTimeoutMillis: connectTimeoutMs,
      statement_timeout: statementTimeoutMs,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  },
});
