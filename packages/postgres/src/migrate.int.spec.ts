import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestPostgres, type TestPostgres } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseOptions, ensureDatabase, migrate } from './migrate.ts';
import { createPool, type Pool } from './pool.ts';
import { expectSchemaVersion } from './schema-version.ts';

let postgres: TestPostgres;
let options: DatabaseOptions;
let directory: string;
let databases = 0;
const pools: Pool[] = [];

const urlOf = ({ role, password }: { role: string; password: string }): string => {
  const url = new URL(postgres.adminUrl);
  url.username = role;
  url.password = password;
  url.pathname = `/${options.database}`;
  return url.href;
};
const open = (connectionString: string): Pool => {
  const pool = createPool({ connectionString, name: 'migrate-test', max: 2 });
  pools.push(pool);
  return pool;
};
const runtime = () => open(urlOf(options.runtime));
const run = () => migrate({ connectionString: urlOf(options.owner), directory });

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres?.stop());
beforeEach(() => {
  databases += 1;
  options = {
    adminUrl: postgres.adminUrl,
    database: `migrate_${databases}`,
    owner: { role: `migrate_${databases}_owner`, password: "own'er" },
    runtime: { role: `migrate_${databases}_app`, password: 'app' },
  };
  directory = mkdtempSync(join(tmpdir(), 'migrations-'));
  writeFileSync(join(directory, 'README.md'), 'not a migration');
  writeFileSync(join(directory, '0001_facts.sql'), 'create table facts (id serial primary key, fact text);');
});
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.end()));
  rmSync(directory, { recursive: true, force: true });
});

describe('ensureDatabase', () => {
  it('may be called again, at the same time, and over existing tables', async () => {
    await Promise.all([ensureDatabase(options), ensureDatabase(options)]);
    await run();
    await ensureDatabase(options);
    await runtime().query("insert into facts (fact) values ('kept')");
  });

  it('sets the passwords, also new ones', async () => {
    await ensureDatabase(options);
    options = { ...options, runtime: { ...options.runtime, password: 'changed' } };
    await ensureDatabase(options);
    const { rows } = await runtime().query<{ name: string }>('select current_user as name');
    expect(rows).toEqual([{ name: options.runtime.role }]);
  });

  it('gives the runtime role rows and no DDL', async () => {
    await ensureDatabase(options);
    await run();
    // As Postgres 14 and older have it, and what somebody may have granted by hand.
    const owner = open(urlOf(options.owner));
    await owner.query(`grant create on schema public to public, ${options.runtime.role}`);
    await owner.query(`grant all on all tables in schema public to ${options.runtime.role}, public`);
    await ensureDatabase(options);
    await run();
    const pool = runtime();
    await pool.query("insert into facts (fact) values ('a')");
    await pool.query("update facts set fact = 'b'");
    for (const statement of [
      'create table mine (id int)',
      'create temporary table mine (id int)',
      'create schema mine',
      'drop table facts',
      'alter table facts add column mine int',
      'truncate facts',
      'delete from facts',
      'create index on facts (fact)',
      'alter table facts disable trigger all',
      'create function mine() returns int language sql as $$ select 1 $$',
      "insert into pgmigrations (name, run_on) values ('0009_forged', now())",
      'update pgmigrations set run_on = now()',
      'delete from pgmigrations',
    ]) {
      await expect(pool.query(statement), statement).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('keeps the roles of other databases out', async () => {
    await ensureDatabase(options);
    const { role, password } = options.runtime;
    const other = { ...options, database: `${options.database}_other` };
    await ensureDatabase({
      ...other,
      owner: { role: `${other.database}_owner`, password },
      runtime: { role: `${other.database}_app`, password },
    });
    options = other;
    await expect(open(urlOf({ role, password })).query('select 1')).rejects.toMatchObject({ code: '42501' });
  });

  it('works for an admin who is no superuser', async () => {
    const admin = { role: `admin_${databases}`, password: 'admin' };
    await open(postgres.adminUrl).query(
      `create role ${admin.role} with login createdb createrole password '${admin.password}';
       grant connect on database postgres to ${admin.role}`,
    );
    const adminUrl = new URL(urlOf(admin));
    adminUrl.pathname = '/postgres';
    await ensureDatabase({ ...options, adminUrl: adminUrl.href });
    await run();
    await runtime().query("insert into facts (fact) values ('a')");
  });

  it('says when Postgres is away', async () => {
    await expect(
      ensureDatabase({ ...options, adminUrl: 'postgres://postgres@127.0.0.1:1/postgres' }),
    ).rejects.toMatchObject({
      code: 'DEPENDENCY_UNAVAILABLE',
    });
  });
});

describe('migrate', () => {
  beforeEach(() => ensureDatabase(options));

  it('applies what is missing, once, in order', async () => {
    writeFileSync(join(directory, '0002_more.sql'), 'alter table facts add column n int;');
    expect(await run()).toEqual(['0001_facts', '0002_more']);
    expect(await run()).toEqual([]);
    writeFileSync(join(directory, '0003_less.sql'), 'alter table facts drop column n;');
    expect(await run()).toEqual(['0003_less']);
  });

  it('lets the second of two wait', async () => {
    const applied = await Promise.all([run(), run()]);
    expect(applied.flat()).toEqual(['0001_facts']);
  });

  it('leaves nothing of a release that fails half way', async () => {
    writeFileSync(join(directory, '0002_broken.sql'), 'create table oops (;');
    await expect(run()).rejects.toMatchObject({ code: 'INTERNAL', details: { sqlstate: '42601' } });
    await expect(runtime().query('select from facts')).rejects.toMatchObject({ code: '42P01' });
  });
});

describe('expectSchemaVersion', () => {
  beforeEach(() => ensureDatabase(options));

  it('passes when all migrations of the code are there, and when there are more', async () => {
    await run();
    await expectSchemaVersion(runtime(), directory);
    await expectSchemaVersion(runtime(), 1);
    writeFileSync(join(directory, '0002_more.sql'), 'alter table facts add column n int;');
    await run();
    await expectSchemaVersion(runtime(), 1);
  });

  it('names expected, found and missing', async () => {
    await run();
    writeFileSync(join(directory, '0002_more.sql'), 'alter table facts add column n int;');
    await expect(expectSchemaVersion(runtime(), directory)).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
      message: 'expected 2 migrations in the database, found 1, without 0002_more: run the setup of this release',
      details: { expected: 2, found: 1, missing: ['0002_more'] },
    });
  });

  it('looks at the names, not only at their number', async () => {
    await run();
    rmSync(join(directory, '0001_facts.sql'));
    writeFileSync(join(directory, '0001_other.sql'), 'select 1');
    await expect(expectSchemaVersion(runtime(), directory)).rejects.toMatchObject({
      details: { missing: ['0001_other'] },
    });
  });

  it('takes a database without any for one with none', async () => {
    await expect(expectSchemaVersion(runtime(), 1)).rejects.toMatchObject({ details: { expected: 1, found: 0 } });
  });

  it('does not mistake an outage for a mismatch', async () => {
    const away = open('postgres://postgres@127.0.0.1:1/postgres');
    await expect(expectSchemaVersion(away, 1)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
  });
});
