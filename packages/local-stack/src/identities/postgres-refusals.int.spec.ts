import { serviceNames } from '@orderflow/contracts';
import { startTestPostgres, type TestPostgres } from '@orderflow/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseUrl, serviceDatabases } from '../setup/databases.ts';
import { setUpPostgres } from '../setup/set-up.ts';

const runtimePasswords = { order: 'for order', payment: 'for/payment', inventory: "for'inventory" };
const ownerPassword = 'for the owner';
const refusedRight = '42501';
const refusedLogin = '28P01';
const tables = {
  order: ['orders'],
  payment: ['payments'],
  inventory: ['stock', 'reservations', 'stock_adjustments'],
} as const;

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startTestPostgres();
  const options = { postgresAdminUrl: postgres.adminUrl, ownerPassword, runtimePasswords };
  await setUpPostgres(options);
  // A second time, as with each release: rights come out the same.
  await setUpPostgres(options);
});
afterAll(() => postgres?.stop());

const withClient = async <T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};
const stateOf = (attempt: Promise<unknown>): Promise<string | undefined> =>
  attempt.then(
    () => 'allowed',
    (error: unknown) => (error as { code?: string }).code,
  );
const connecting = (url: string) => stateOf(withClient(url, (client) => client.query('select 1')));

describe.each(serviceDatabases)(
  'the role that $service connects as',
  ({ service, database, runtimeRole, ownerRole }) => {
    const url = (name = database, password = runtimePasswords[service]) =>
      databaseUrl(postgres.adminUrl, name, runtimeRole, password);

    it('gets into its own database, with its own password alone', async () => {
      expect(await connecting(url())).toBe('allowed');
      const wrong = ['orderflow', ownerPassword, ...serviceNames.map((other) => runtimePasswords[other])];
      for (const password of wrong.filter((one) => one !== runtimePasswords[service])) {
        expect(await connecting(url(database, password))).toBe(refusedLogin);
      }
    });

    it('gets into no other database', async () => {
      const others = serviceDatabases.map((one) => one.database).filter((name) => name !== database);
      for (const other of [...others, 'postgres', 'template1']) {
        expect([other, await connecting(url(other))]).toEqual([other, refusedRight]);
      }
    });

    it('reads, inserts and updates the rows of its tables', async () => {
      const { rows } = await withClient(url(), (client) =>
        client.query<{ table: string; rights: string[] }>(`
        select table_name as table, array_agg(privilege_type::text order by privilege_type) as rights
        from information_schema.role_table_grants where grantee = current_user group by 1 order by 1`),
      );
      expect(rows).toEqual(
        [
          ...tables[service].map((table) => ({ table, rights: ['INSERT', 'SELECT', 'UPDATE'] })),
          { table: 'pgmigrations', rights: ['SELECT'] },
        ].sort((a, b) => (a.table < b.table ? -1 : 1)),
      );
    });

    it('is refused everything else', async () => {
      const statements = [
        ...tables[service].flatMap((table) => [
          `truncate ${table}`,
          `delete from ${table}`,
          `drop table ${table}`,
          `alter table ${table} add column mine int`,
          `alter table ${table} disable trigger all`,
          `create index on ${table} ((1))`,
          `create trigger mine before insert on ${table} for each row execute function suppress_redundant_updates_trigger()`,
        ]),
        'create table mine (id int)',
        'create temporary table mine (id int)',
        'create schema mine',
        'create view mine as select 1',
        'create type mine as enum ()',
        'create function mine() returns int language sql as $$ select 1 $$',
        'create extension pg_stat_statements',
        'create database mine',
        'create role mine',
        `alter role ${runtimeRole} superuser`,
        `set role ${ownerRole}`,
        `set session authorization ${ownerRole}`,
        ...serviceDatabases.filter((one) => one.database !== database).map((one) => `set role ${one.runtimeRole}`),
        'delete from pgmigrations',
        "insert into pgmigrations (name, run_on) values ('9999_forged', now())",
        "select pg_read_file('pg_hba.conf')",
        "copy (select 1) to program 'true'",
        "copy (select 1) to '/tmp/mine'",
        'select * from pg_authid',
      ];
      await withClient(url(), async (client) => {
        for (const statement of statements) {
          expect([statement, await stateOf(client.query(statement))]).toEqual([statement, refusedRight]);
        }
      });
    });

    it('finds no table of another service', async () => {
      const foreign = serviceNames.filter((other) => other !== service).flatMap((other) => tables[other]);
      await withClient(url(), async (client) => {
        for (const table of foreign) expect(await stateOf(client.query(`select from ${table}`))).toBe('42P01');
      });
    });
  },
);

describe('the role that owns a database', () => {
  it.each(serviceDatabases)('of $service gets into no other', async ({ database, ownerRole }) => {
    expect(await connecting(databaseUrl(postgres.adminUrl, database, ownerRole, ownerPassword))).toBe('allowed');
    for (const other of serviceDatabases.filter((one) => one.database !== database)) {
      const url = databaseUrl(postgres.adminUrl, other.database, ownerRole, ownerPassword);
      expect(await connecting(url)).toBe(refusedRight);
    }
  });
});
