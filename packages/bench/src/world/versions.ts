import pg from 'pg';
import type { Provenance } from '../result.ts';
import type { World } from './world.ts';

/** Of what is measured. */
export const versionsOf = async ({ nats, stack }: World): Promise<Provenance['versions']> => {
  const client = new pg.Client({ connectionString: stack.postgresAdminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return {
      node: process.version,
      nats: nats.info?.version ?? 'unknown',
      postgres: rows[0]?.server_version ?? 'unknown',
    };
  } finally {
    await client.end();
  }
};
