import { describe, expect, it } from 'vitest';
import { setUpPostgres } from './set-up.ts';

describe('set-up of the databases', () => {
  // `orderflow setup --wait` waits for what is away, and for nothing else.
  it('says of a Postgres that does not answer that it is away', async () => {
    const postgresAdminUrl = 'postgres://orderflow:orderflow@127.0.0.1:1/postgres';

    await expect(setUpPostgres({ postgresAdminUrl })).rejects.toMatchObject({
      code: 'DEPENDENCY_UNAVAILABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
