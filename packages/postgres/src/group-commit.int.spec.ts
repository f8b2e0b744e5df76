import { startTestPostgres, type TestPostgres } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sqlState } from './failures.ts';
import { createFold } from './fold.ts';
import { createGroupCommit, type GroupCommit, type GroupCommitOptions } from './group-commit.ts';
import { type Client, createPool, type Pool } from './pool.ts';

/** The README's example: an account's balance, changed by deposits. */
interface Deposit {
  readonly account: string;
  readonly amount: number;
}
interface Account {
  readonly balance: number;
}

const createAccounts =
  'create table accounts (id text primary key, balance int not null default 0 check (balance >= 0))';
const makeRows = { name: 'make', text: 'insert into accounts (id) select unnest($1::text[]) on conflict do nothing' };
const lockRows = { name: 'lock', text: 'select id, balance from accounts where id = any($1) order by id for update' };
const writeRows = {
  name: 'write',
  text: `update accounts a set balance = v.balance
         from unnest($1::text[], $2::int[]) v(id, balance) where a.id = v.id`,
};

const deposit = createFold<Deposit, Account, number>({
  keyOf: ({ account }) => account,
  load: async (client, keys) => {
    const [, { rows }] = await Promise.all([
      client.query({ ...makeRows, values: [keys] }),
      client.query<{ id: string; balance: number }>({ ...lockRows, values: [keys] }),
    ]);
    return new Map(rows.map(({ id, balance }) => [id, { balance }]));
  },
  apply: ({ balance }, { amount }) => ({ state: { balance: balance + amount }, answer: balance + amount }),
  save: (client, changed) => {
    const balances = [...changed.values()].map(({ balance }) => balance);
    return [client.query({ ...writeRows, values: [[...changed.keys()], balances] })];
  },
});

let postgres: TestPostgres;
let url: string;
let pool: Pool;
let sizes: number[];
let splits: number;
const groups: GroupCommit<Deposit, number>[] = [];

const open = (options: Partial<GroupCommitOptions<Deposit, number>> = {}): GroupCommit<Deposit, number> => {
  const group = createGroupCommit<Deposit, number>({
    name: 'deposits',
    pool,
    execute: deposit,
    observer: { committed: (_, size) => sizes.push(size), split: () => (splits += 1) },
    ...options,
  });
  groups.push(group);
  return group;
};
const balances = async (): Promise<Record<string, number>> => {
  const { rows } = await pool.query<{ id: string; balance: number }>('select id, balance from accounts order by id');
  return Object.fromEntries(rows.map(({ id, balance }) => [id, balance]));
};
const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);

beforeAll(async () => {
  postgres = await startTestPostgres();
  url = (await postgres.createDatabase()).ownerUrl;
  pool = createPool({ connectionString: url, name: 'group-commit-test' });
  await pool.query(createAccounts);
});
afterAll(async () => {
  await pool?.end();
  await postgres?.stop();
});
beforeEach(async () => {
  sizes = [];
  splits = 0;
  await pool.query('truncate accounts');
});
afterEach(() => Promise.all(groups.splice(0).map((group) => group.close())));

describe('group commit', () => {
  it('makes few transactions of many concurrent requests, and answers each', async () => {
    const group = open();
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, n) => group.submit({ account: `account-${n}`, amount: n })),
    );
    expect(answers).toEqual(Array.from({ length: 1000 }, (_, n) => n));
    expect(sum(sizes)).toBe(1000);
    expect(sizes.length).toBeLessThanOrEqual(6);
  });

  it('loses none of the requests for one row', async () => {
    const group = open();
    const answers = await Promise.all(Array.from({ length: 600 }, () => group.submit({ account: 'one', amount: 1 })));
    expect(answers).toEqual(Array.from({ length: 600 }, (_, n) => n + 1));
    expect(await balances()).toEqual({ one: 600 });
  });

  it('loses none between two replicas that write the same rows', async () => {
    const replicas = [open(), open(), open()];
    await Promise.all(
      Array.from({ length: 900 }, (_, n) => replicas[n % 3]!.submit({ account: `account-${n % 10}`, amount: 1 })),
    );
    expect(Object.values(await balances())).toEqual(Array(10).fill(90));
    expect(splits).toBe(0);
  });

  it('lets a row that cannot be written harm only itself', async () => {
    const group = open();
    const outcomes = await Promise.allSettled([
      group.submit({ account: 'a', amount: 1 }),
      group.submit({ account: 'b', amount: -1 }),
      group.submit({ account: 'c', amount: 2 ** 40 }),
      group.submit({ account: 'd', amount: 4 }),
    ]);
    expect(outcomes.map((o) => (o.status === 'fulfilled' ? o.value : sqlState(o.reason)))).toEqual([
      1,
      '23514',
      '22003',
      4,
    ]);
    expect(await balances()).toEqual({ a: 1, d: 4 });
    expect(splits).toBe(1);
  });

  it('repeats a CHECK violation when told that it is no fault of the data', async () => {
    let attempts = 0;
    const group = open({
      isRetryable: (error) => sqlState(error) === '23514',
      execute: async (client: Client, batch, unawaited) => {
        attempts += 1;
        // Somebody else's deposit arrives between the attempts.
        if (attempts === 2) await pool.query("insert into accounts (id, balance) values ('a', 10)");
        return await deposit(client, batch, unawaited);
      },
    });
    expect(await group.submit({ account: 'a', amount: -1 })).toBe(9);
    expect(attempts).toBe(2);
  });

  it('reports a lost connection as DEPENDENCY_UNAVAILABLE to each request, and goes on', async () => {
    let first = true;
    const group = open({
      execute: async (client, batch, unawaited) => {
        if (first) await client.query('select pg_terminate_backend(pg_backend_pid())');
        return await deposit(client, batch, unawaited);
      },
    });
    const outcomes = await Promise.allSettled([1, 2].map((amount) => group.submit({ account: 'a', amount })));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'DEPENDENCY_UNAVAILABLE' } });
    first = false;
    expect(await group.submit({ account: 'a', amount: 5 })).toBe(5);
    expect(splits).toBe(0);
  });

  it.each([
    ['keyed', 'Index Scan'],
    ['free', 'Seq Scan'],
  ] as const)(
    'with %s plans the update that was prepared on an empty table reads it by %s',
    async (plans, expected) => {
      const single = createPool({ connectionString: url, name: 'plans-test', max: 1, plans });
      await single.query('drop table accounts');
      await single.query(createAccounts);
      const group = open({ pool: single, maxBatch: 32 });
      const deposits = Array.from({ length: 320 }, (_, n) => ({ account: `account-${n}`, amount: 1 }));
      await Promise.all(deposits.map((request) => group.submit(request)));
      const { rows } = await single.query(`explain execute ${writeRows.name} (array['account-1'], array[1])`);
      await single.end();
      expect(JSON.stringify(rows)).toContain(expected);
    },
  );
});
