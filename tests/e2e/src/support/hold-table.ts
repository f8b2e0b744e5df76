import type { TestStack } from '@orderflow/testkit';
import pg from 'pg';

/** Whoever writes to the table waits, from when this resolves until the function it gives is called. */
export const holdTable = async (stack: TestStack, database: string, table: string): Promise<() => Promise<void>> => {
  const url = new URL(stack.postgresAdminUrl);
  url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(`begin; lock table ${table} in exclusive mode`);
  return () => client.end();
};
