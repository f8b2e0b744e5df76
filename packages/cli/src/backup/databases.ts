import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { AppError } from '@orderflow/errors';
import { serviceDatabases } from '@orderflow/local-stack';
import pg from 'pg';
import { environment } from '../config.ts';

const run = (program: string, args: readonly string[], what: string, env: NodeJS.ProcessEnv): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'inherit', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    child.once('error', (cause) => {
      const message = `${program} cannot be run: install the client programs of Postgres, of the server's version or newer.`;
      reject(new AppError('DEPENDENCY_UNAVAILABLE', message, { cause }));
    });
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new AppError('DEPENDENCY_UNAVAILABLE', `${program} of ${what} failed: ${said.trim()}`));
    });
  });

const runOn = (program: string, args: readonly string[], adminUrl: string, database: string): Promise<void> => {
  const url = new URL(adminUrl);
  // Not among the arguments, which everybody on the machine can see.
  const env = { ...environment, PGPASSWORD: decodeURIComponent(url.password) };
  url.password = '';
  url.pathname = `/${database}`;
  return run(program, [...args, `--dbname=${url.href}`], database, env);
};

export const dumpOf = (directory: string, database: string) => join(directory, `${database}.dump`);

/** Each database as of one moment. */
export const saveDatabases = async (adminUrl: string, directory: string): Promise<void> => {
  for (const { database } of serviceDatabases) {
    await runOn('pg_dump', ['--format=custom', `--file=${dumpOf(directory, database)}`], adminUrl, database);
  }
};

/** Rejects when `pg_restore` is not there, or cannot read a dump. */
export const checkDumps = async (directory: string): Promise<void> => {
  for (const { database } of serviceDatabases) {
    const dump = dumpOf(directory, database);
    await run('pg_restore', ['--list', '--file=/dev/null', dump], dump, environment);
  }
};

/** Rejects when a database does not answer, or is not there. */
export const checkDatabases = async (adminUrl: string): Promise<void> => {
  for (const { database } of serviceDatabases) {
    const url = new URL(adminUrl);
    url.pathname = `/${database}`;
    const client = new pg.Client({ connectionString: url.href, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const message = `The database ${database} at ${url.host} cannot be reached (${reason}); when Postgres runs, \`orderflow setup\` makes it.`;
      throw new AppError('DEPENDENCY_UNAVAILABLE', message, { cause });
    } finally {
      await client.end().catch(() => undefined);
    }
  }
};

/** In the place of what is in the database, which has to exist with its roles: all of it, or nothing. */
export const restoreDatabase = (adminUrl: string, database: string, directory: string): Promise<void> => {
  const options = ['--clean', '--if-exists', '--single-transaction'];
  return runOn('pg_restore', [...options, dumpOf(directory, database)], adminUrl, database);
};
