import { statSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from './test-postgres.ts';

const ask = async (connectionString: string, sql: string): Promise<readonly Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};

describe('a Postgres for tests', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  it('keeps what was committed over a restart and over a kill', async () => {
    await ask(postgres.adminUrl, 'create table kept (n int); insert into kept values (1)');
    await postgres.restart();
    expect(await ask(postgres.adminUrl, 'select n from kept')).toEqual([{ n: 1 }]);
    await postgres.kill();
    await expect(ask(postgres.adminUrl, 'select 1')).rejects.toThrow();
    await postgres.start();
    expect(await ask(postgres.adminUrl, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  it('is one for all who ask, until the last of them stops it', async () => {
    const second = await startTestPostgres();
    expect(second.port).toBe(postgres.port);
    await second.stop();
    expect(await ask(postgres.adminUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('does not run as root', async () => {
    const [row] = await ask(postgres.adminUrl, "select current_setting('data_directory') as directory");
    expect(statSync(String(row?.directory)).uid).not.toBe(0);
  });
});
