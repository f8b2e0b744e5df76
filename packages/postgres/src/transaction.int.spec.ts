import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { startTestPostgres, type TestPostgres, waitFor } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPool, type Pool, type PoolOptions } from './pool.ts';
import { inTransaction } from './transaction.ts';

let postgres: TestPostgres;
let url: string;
let pool: Pool;
const pools: Pool[] = [];

const open = (options: Partial<PoolOptions> = {}): Pool => {
  const opened = createPool({ connectionString: url, name: 'transaction-test', max: 3, ...options });
  pools.push(opened);
  return opened;
};
const insert = (id: string, on: { query: Pool['query'] } = pool) =>
  on.query('insert into facts (id) values ($1)', [id]);
const stored = async (): Promise<string[]> => {
  const { rows } = await pool.query<{ id: string }>('select id from facts order by id');
  return rows.map(({ id }) => id);
};

/** Passes everything on until a client says the word; that still reaches Postgres, but no answer comes back. */
const losingProxy = async (target: string, word: string): Promise<{ url: string; close(): void }> => {
  const { hostname, port } = new URL(target);
  const server = createServer((client: Socket) => {
    const upstream = connect(Number(port), hostname);
    let lost = false;
    client.on('data', (data) => {
      lost ||= data.includes(word);
      upstream.write(data);
    });
    upstream.on('data', (data) => (lost ? client.destroy() : client.write(data)));
    for (const socket of [client, upstream]) {
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  return { url: url.href, close: () => server.close() };
};

beforeAll(async () => {
  postgres = await startTestPostgres();
  url = (await postgres.createDatabase()).ownerUrl;
  const setup = open();
  await setup.query(`
    create table facts (id text primary key, n int not null default 0);
    create function die() returns trigger language plpgsql as
      $$ begin if new.id = 'dies at commit' then perform pg_terminate_backend(pg_backend_pid()); end if; return null; end $$;
    create constraint trigger die after insert on facts deferrable initially deferred for each row execute function die();
  `);
});
afterAll(() => postgres?.stop());
beforeEach(async () => {
  pool = open();
  await pool.query('truncate facts');
});
afterEach(() => Promise.all(pools.splice(0).map((opened) => opened.end())));

describe('inTransaction', () => {
  it('commits what the work wrote and answers with what it returned', async () => {
    const answer = await inTransaction(pool, async (client) => {
      await client.query("insert into facts (id) values ('a')");
      return 'done';
    });
    expect(answer).toBe('done');
    expect(await stored()).toEqual(['a']);
  });

  it('leaves nothing behind when the work throws, and passes its error on', async () => {
    const bug = new TypeError('a bug');
    const run = inTransaction(pool, async (client) => {
      await client.query("insert into facts (id) values ('a')");
      throw bug;
    });
    await expect(run).rejects.toBe(bug);
    expect(await stored()).toEqual([]);
    expect(pool.totalCount).toBe(1);
  });

  it('says which data were refused', async () => {
    const twice = inTransaction(pool, (client) => client.query("insert into facts (id) values ('a'), ('a')"));
    await expect(twice).rejects.toMatchObject({
      code: 'INTERNAL',
      details: { sqlstate: '23505', table: 'facts', constraint: 'facts_pkey' },
    });
  });

  it('never takes a rolled back transaction for a committed one', async () => {
    const run = inTransaction(pool, async (client) => {
      await client.query("insert into facts (id) values ('a')");
      await client.query('select 1 / 0').catch(() => {});
    });
    await expect(run).rejects.toThrow(/rolled back/);
    expect(await stored()).toEqual([]);
  });

  it('repeats the work after a deadlock', async () => {
    await pool.query("insert into facts (id) values ('a'), ('b')");
    const bothHold = Promise.withResolvers<void>();
    let attempts = 0;
    let holding = 0;
    const update = (first: string, second: string) =>
      inTransaction(pool, async (client) => {
        attempts += 1;
        await client.query('update facts set n = n + 1 where id = $1', [first]);
        holding += 1;
        if (holding === 2) bothHold.resolve();
        await bothHold.promise;
        await client.query('update facts set n = n + 1 where id = $1', [second]);
      });
    await Promise.all([update('a', 'b'), update('b', 'a')]);

    const { rows } = await pool.query('select n from facts');
    expect(rows).toEqual([{ n: 2 }, { n: 2 }]);
    expect(attempts).toBe(3);
  });

  it('gives up after three conflicts', async () => {
    let attempts = 0;
    const run = inTransaction(pool, async (client) => {
      attempts += 1;
      await client.query("do $$ begin raise exception 'conflict' using errcode = '40001'; end $$");
    });
    await expect(run).rejects.toMatchObject({ code: 'INTERNAL', details: { sqlstate: '40001' } });
    expect(attempts).toBe(3);
  });
});

describe('an outage is DEPENDENCY_UNAVAILABLE, and the pool recovers', () => {
  const unavailable = { code: 'DEPENDENCY_UNAVAILABLE' };

  it('when the connection is killed inside the work', async () => {
    const run = inTransaction(pool, async (client) => {
      await client.query("insert into facts (id) values ('a')");
      await client.query('select pg_terminate_backend(pg_backend_pid())');
    });
    await expect(run).rejects.toMatchObject(unavailable);
    await insert('b');
    expect(await stored()).toEqual(['b']);
  });

  it('when the connection is killed by the COMMIT', async () => {
    const run = inTransaction(pool, (client) => client.query("insert into facts (id) values ('dies at commit')"));
    await expect(run).rejects.toMatchObject(unavailable);
    await insert('b');
    expect(await stored()).toEqual(['b']);
  });

  it('when the COMMIT is done and its answer is lost: the outcome is unknown', async () => {
    const proxy = await losingProxy(url, 'COMMIT');
    try {
      const through = open({ connectionString: proxy.url });
      const run = inTransaction(through, (client) => client.query("insert into facts (id) values ('a')"));
      await expect(run).rejects.toMatchObject(unavailable);
      expect(await stored()).toEqual(['a']);
    } finally {
      proxy.close();
    }
  });

  it('when all connections are taken for too long', async () => {
    const small = open({ max: 1, connectTimeoutMs: 50 });
    const client = await small.connect();
    await expect(inTransaction(small, async () => {})).rejects.toMatchObject(unavailable);
    client.release();
    await expect(inTransaction(small, async () => 'done')).resolves.toBe('done');
  });

  it('when a statement takes longer than its time', async () => {
    const impatient = open({ statementTimeoutMs: 50 });
    const run = inTransaction(impatient, (client) => client.query('select pg_sleep(5)'));
    await expect(run).rejects.toMatchObject(unavailable);
  });

  it('when Postgres is stopped, with idle connections and with one in use', async () => {
    const lost: Error[] = [];
    const observed = open({ onError: (error) => lost.push(error) });
    await Promise.all([insert('a', observed), insert('b', observed)]);
    const inUse = Promise.withResolvers<void>();
    const stopped = Promise.withResolvers<void>();
    const run = inTransaction(observed, async (client) => {
      await insert('c', client);
      inUse.resolve();
      await stopped.promise;
      await insert('d', client);
    });
    await inUse.promise;
    await postgres.halt();
    stopped.resolve();

    await expect(run).rejects.toMatchObject(unavailable);
    await expect(inTransaction(observed, async () => {})).rejects.toMatchObject(unavailable);
    expect(lost.length).toBeGreaterThanOrEqual(2);
    await postgres.start();
    await waitFor(() => inTransaction(observed, async () => true), { describe: 'a transaction after the restart' });
    expect(await stored()).toEqual(['a', 'b']);
  });
});
