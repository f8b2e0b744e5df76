import { describe, expect, it } from 'vitest';
import { setUp, setUpPostgres } from './set-up.ts';

// Port 1 of this machine: nobody answers there.
const postgresAdminUrl = 'postgres://orderflow:orderflow@127.0.0.1:1/postgres';
const natsUrl = 'nats://127.0.0.1:1';

describe('set-up', () => {
  it('says of a Postgres that does not answer that it is away', async () => {
    await expect(setUpPostgres({ postgresAdminUrl })).rejects.toMatchObject({
      code: 'DEPENDENCY_UNAVAILABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('asks once, and again where it is told to wait', async () => {
    const waited: string[] = [];
    const onWait = (problem: string): void => void waited.push(problem);
    await expect(setUp({ natsUrl, postgresAdminUrl, onWait })).rejects.toThrow();
    expect(waited).toEqual([]);

    const stop = new AbortController();
    const stopAfterFour = (problem: string): void => {
      onWait(problem);
      if (waited.length === 4) stop.abort();
    };
    const waiting = setUp({
      natsUrl,
      postgresAdminUrl,
      waitSeconds: 60,
      onWait: stopAfterFour,
      signal: stop.signal,
    });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(waited.length).toBeGreaterThanOrEqual(4);
  });
});
