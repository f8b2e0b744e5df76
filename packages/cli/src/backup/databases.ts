import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { AppError } from '@orderflow/errors';
import { serviceDatabases } from '@orderflow/local-stack';
import { environment } from '../config.ts';

const run = (program: string, args: readonly string[], adminUrl: string, database: string): Promise<void> => {
  const url = new URL(adminUrl);
  // Not among the arguments, which everybody on the machine can see.
  const env = { ...environment, PGPASSWORD: decodeURIComponent(url.password) };
  url.password = '';
  url.pathname = `/${database}`;
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args, `--dbname=${url.href}`], { env, stdio: ['ignore', 'inherit', 'pipe'] });
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
      else reject(new AppError('DEPENDENCY_UNAVAILABLE', `${program} of ${database} failed: ${said.trim()}`));
    });
  });
};

const dumpOf = (directory: string, database: string) => join(directory, `${database}.dump`);

/** Each database as of one moment. */
export const saveDatabases = async (adminUrl: string, directory: string): Promise<void> => {
  for (const { database } of serviceDatabases) {
    await run('pg_dump', ['--format=custom', `--file=${dumpOf(directory, database)}`], adminUrl, database);
  }
};

/** In the place of what is in the databases, which have to exist with their roles: all of one, or nothing of it. */
export const restoreDatabases = async (adminUrl: string, directory: string): Promise<void> => {
  for (const { database } of serviceDatabases) {
    const options = ['--clean', '--if-exists', '--single-transaction'];
    await run('pg_restore', [...options, dumpOf(directory, database)], adminUrl, database);
  }
};
