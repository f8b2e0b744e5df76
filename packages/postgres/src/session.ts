import pg from 'pg';
import { classify } from './failures.ts';

/**
 * One connection for the work of a setup, closed afterwards. The work is of this package alone, so that all its errors
 * are those of Postgres: they become AppErrors (see `classify`).
 */
export async function inSession<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString,
    application_name: 'orderflow setup',
    connectionTimeoutMillis: 5000,
  });
  // Statements reject when the connection is lost. The event says so again, also after the work, while it closes.
  client.on('error', () => {});
  try {
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  } catch (error) {
    throw classify(error);
  }
}
