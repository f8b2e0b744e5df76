import { describe, expect, it } from 'vitest';
import type { Pool } from './pool.ts';
import { inTransaction } from './transaction.ts';

describe('inTransaction', () => {
  it('sends nothing more on a connection whose BEGIN failed', async () => {
    const sent: string[] = [];
    let ended = false;
    let released: unknown;
    const begin = Promise.withResolvers<(error: Error) => void>();
    const client = {
      query: (text: string, done?: (error: Error) => void) => {
        if (ended) return Promise.reject(new Error('Client was closed and is not queryable'));
        sent.push(text);
        if (done) return begin.resolve(done);
        return Promise.resolve({ command: text });
      },
      end: async () => {
        ended = true;
      },
      release: (broken: unknown) => {
        released = broken;
      },
    };
    const pool = { connect: async () => client } as unknown as Pool;

    const run = inTransaction(pool, async ({ query }) => {
      await query('insert');
      (await begin.promise)(new Error('Connection terminated unexpectedly'));
      await query('update');
    });
    await expect(run).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    expect(sent).toEqual(['BEGIN', 'insert']);
    expect(released).toBe(true);
  });
});
