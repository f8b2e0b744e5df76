import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { startTestPostgres, type TestPostgres, waitFor } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { classify } from './failures.ts';
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
const openTransactions = `
  select from pg_stat_activity
  where datname = current_database() and application_name = 'transaction-test' and state = 'idle in transaction'`;
const stored = async (): Promise<string[]> => {
  const { rows } = await pool.query<{ id: string }>('select id from facts order by id');
  return rows.map(({ id }) => id);
};

/**
 * Stands between client and Postgres. `answers` looks at all that the client has sent so far and says what happens to
 * answers now: they pass, are held back, or the connection is cut.
 */
const proxy = async (answers: (sent: string) => 'pass' | 'hold' | 'cut'): Promise<{ url: string; close(): void }> => {
  const target = new URL(url);
  const server = createServer((client: Socket) => {
    const upstream = connect(Number(target.port), target.hostname);
    const held: Buffer[] = [];
    let sent = '';
    const answer = (): void => {
      const now = answers(sent);
      if (now === 'pass') for (const data of held.splice(0)) client.write(data);
      if (now === 'cut' && held.length > 0) client.destroy();
    };
    client.on('data', (data) => {
      sent += data.toString('latin1');
      upstream.write(data);
      answer();
    });
    upstream.on('data', (data) => {
      held.push(data);
      answer();
    });
    for (const socket of [client, upstream]) {
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = new URL(url);
  own.port = String((server.address() as AddressInfo).port);
  return { url: own.href, close: () => server.close() };
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

  it('sends BEGIN and the first statements without waiting for each other', async () => {
    const between = await proxy((sent) =>
      sent.includes('BEGIN') && !(sent.includes("'b'") && sent.includes("'a'")) ? 'hold' : 'pass',
    );
    await inTransaction(open({ connectionString: between.url }), (client) =>
      Promise.all([
        client.query("insert into facts (id) values ('a')"),
        client.query("insert into facts (id) values ('b')"),
      ]),
    );
    expect(await stored()).toEqual(['a', 'b']);
    between.close();
  });

  it('sends COMMIT behind a statement that the work does not wait for', async () => {
    const between = await proxy((sent) => (sent.includes("'a'") && !sent.includes('COMMIT') ? 'hold' : 'pass'));
    const written = await inTransaction(open({ connectionString: between.url }), async (client, unawaited) => {
      await client.query('select');
      unawaited(client.query("insert into facts (id) values ('a')"));
      return 'written';
    });
    expect(written).toBe('written');
    expect(await stored()).toEqual(['a']);
    between.close();
  });

  it('rejects with what such a statement did, keeps nothing, and the connection is fit for more', async () => {
    const run = inTransaction(pool, async (client, unawaited) => {
      await client.query("insert into facts (id) values ('a')");
      unawaited(client.query("insert into facts (id) values ('b'), ('b')"));
      unawaited(client.query("insert into facts (id) values ('c')"));
    });
    await expect(run).rejects.toMatchObject({ code: 'INTERNAL', details: { sqlstate: '23505', table: 'facts' } });
    expect(await stored()).toEqual([]);
    expect(pool.totalCount).toBe(1);
  });

  it('does not roll back what Postgres has: that is a warning in its log', async () => {
    let statements = '';
    const between = await proxy((sent) => {
      statements = sent;
      return 'pass';
    });
    const run = inTransaction(open({ connectionString: between.url }), async (client, unawaited) => {
      unawaited(client.query("insert into facts (id) values ('b'), ('b')"));
    });
    await expect(run).rejects.toMatchObject({ details: { sqlstate: '23505' } });
    expect(statements).toContain('COMMIT');
    expect(statements).not.toContain('ROLLBACK');
    between.close();
  });

  it.each([
    [
      'cannot be written',
      {
        text: 'select $1',
        values: [
          {
            toPostgres: () => {
              throw new Error('not sent');
            },
          },
        ],
      },
    ],
    ['has the name of another', { name: 'taken', text: 'select 2' }],
  ])('keeps nothing when the driver refuses to send such a statement: one that %s', async (_, refused) => {
    await pool.query({ name: 'taken', text: 'select 1' });
    const run = inTransaction(pool, async (client, unawaited) => {
      await client.query("insert into facts (id) values ('a')");
      unawaited(client.query(refused));
    });
    await expect(run).rejects.toThrow();
    expect(await stored()).toEqual([]);
  });

  it('rejects with what the work throws after it, not with what became of it', async () => {
    const bug = new Error('a bug');
    const run = inTransaction(pool, async (client, unawaited) => {
      unawaited(client.query('select 1 / 0'));
      await Promise.resolve();
      throw bug;
    });
    await expect(run).rejects.toBe(bug);
    await insert('a');
    expect(await stored()).toEqual(['a']);
  });

  it('repeats the work after a deadlock', async () => {
    await pool.query("insert into facts (id) values ('a'), ('b')");
    const bothHold = Promise.withResolvers<void>();
    const runs: Promise<void>[] = [];
    let attempts = 0;
    let holding = 0;
    const update = (other: number, first: string, second: string) => {
      let repeated = false;
      return inTransaction(pool, async (client) => {
        attempts += 1;
        if (repeated) await runs[other];
        repeated = true;
        await client.query('update facts set n = n + 1 where id = $1', [first]);
        holding += 1;
        if (holding === 2) bothHold.resolve();
        await bothHold.promise;
        await client.query('update facts set n = n + 1 where id = $1', [second]);
      });
    };
    runs.push(update(1, 'a', 'b'), update(0, 'b', 'a'));
    await Promise.all(runs);

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
    const between = await proxy((sent) => (sent.includes('COMMIT') ? 'cut' : 'pass'));
    const run = inTransaction(open({ connectionString: between.url }), (client) => insert('a', client));
    await expect(run).rejects.toMatchObject(unavailable);
    expect(await stored()).toEqual(['a']);
    between.close();
  });

  it('when the network swallows the answer of a statement', async () => {
    const between = await proxy((sent) => (sent.includes('insert into') ? 'hold' : 'pass'));
    const patient = open({ connectionString: between.url, statementTimeoutMs: 100 });
    const error = await insert('a', patient).catch((reason: unknown) => reason);
    expect(classify(error)).toMatchObject(unavailable);
    between.close();
  });

  it('when the work itself holds its locks for too long without a statement', async () => {
    const impatient = open({ statementTimeoutMs: 50 });
    const run = inTransaction(impatient, async (client) => {
      await insert('a', client);
      await waitFor(async () => (await pool.query(openTransactions)).rowCount === 0, {
        describe: 'Postgres to end it',
      });
    });
    await expect(run).rejects.toMatchObject(unavailable);
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
