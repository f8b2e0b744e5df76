import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@orderflow/errors';
import pg from 'pg';
import { hostEnvironment } from '../config.ts';
import { type Child, startChild } from '../process/child.ts';
import type { Guardian } from '../process/guardian.ts';
import { lastWords } from '../process/last-words.ts';
import { waitUntil } from '../process/wait-until.ts';
import type { PostgresPrograms } from './find-postgres.ts';
import type { UnprivilegedUser } from './unprivileged.ts';

export interface PostgresOptions {
  readonly programs: PostgresPrograms;
  /** Made when it does not exist. With `user`, a place where that user can go. */
  readonly dataDir: string;
  readonly port: number;
  readonly logFile: string;
  /** Whom to run it as when we are root. */
  readonly user?: UnprivilegedUser;
  /** Of the superuser `orderflow`. Default `orderflow`: the server listens on loopback alone. */
  readonly password?: string;
  /** `-c` settings on top of the local ones. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly guardian?: Guardian;
  readonly signal?: AbortSignal;
}

export interface PostgresServer {
  /** Superuser, database `postgres`. */
  readonly adminUrl: string;
  readonly port: number;
  readonly child: Child;
}

export const superuser = 'orderflow';

// A laptop's share of memory, and durability as in production: fsync and synchronous_commit stay on.
const localSettings = {
  shared_buffers: '96MB',
  max_connections: '60',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_worker_processes: '2',
  max_parallel_workers: '0',
  jit: 'off',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  log_line_prefix: '%m [%p] %u@%d ',
  lc_messages: 'C',
};

/** Postgres and initdb want to know nothing of our environment, and PG* variables would mislead them. */
const environment = (): NodeJS.ProcessEnv => ({ PATH: hostEnvironment.PATH ?? '', LANG: 'C', LC_ALL: 'C', TZ: 'UTC' });

const initialise = (options: PostgresOptions): void => {
  const { dataDir, user, programs, password = 'orderflow' } = options;
  const versionFile = join(dataDir, 'PG_VERSION');
  if (existsSync(versionFile)) {
    const written = Number(readFileSync(versionFile, 'utf8').trim());
    if (written === programs.major) return;
    throw new AppError(
      'DEPENDENCY_UNAVAILABLE',
      `The data in ${dataDir} was written by Postgres ${written}, and this machine has Postgres ${programs.major} (${programs.source}): install Postgres ${written}, or let the data go with \`npm run orderflow -- reset\`.`,
    );
  }
  mkdirSync(dirname(dataDir), { recursive: true });
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { mode: 0o700 });
  const passwordFile = `${dataDir}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) for (const path of [dataDir, passwordFile]) chownSync(path, user.uid, user.gid);
  const args = ['-D', dataDir, '-U', superuser, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const made = spawnSync(programs.initdb, [...args, '--encoding=UTF8', '--locale=C', '--no-instructions'], {
    cwd: '/',
    env: environment(),
    encoding: 'utf8',
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
  });
  rmSync(passwordFile, { force: true });
  if (made.status === 0) return;
  rmSync(dataDir, { recursive: true, force: true });
  const reason = (made.stderr ?? '').trim() || String(made.error?.message ?? `exit ${made.status}`);
  const remedy = reason.includes('effective user ID')
    ? ' Postgres needs a user with a name: run this as a user that /etc/passwd knows.'
    : '';
  throw new AppError('DEPENDENCY_UNAVAILABLE', `initdb could not make a database in ${dataDir}: ${reason}${remedy}`);
};

const answers = async (connectionString: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** This server is ours alone: whoever has a role may connect to the databases that let it in, and to no other. */
const letNobodyElseIn = async (adminUrl: string): Promise<void> => {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('revoke connect on database postgres, template1 from public');
  } finally {
    await client.end();
  }
};

/** Settled once the server answers a query, or has ended: then with the last lines of its log. */
const untilServing = async (child: Child, adminUrl: string, options: PostgresOptions): Promise<string | undefined> => {
  const { logFile, port, signal } = options;
  let ended: string | undefined;
  await waitUntil(
    async () => {
      if (child.running()) return answers(adminUrl);
      ended = lastWords(logFile);
      return true;
    },
    { timeoutMs: 60_000, describe: `Postgres on port ${port} (see ${logFile})`, ...(signal ? { signal } : {}) },
  );
  return ended;
};

// After a SIGKILL of the server its processes need a moment to notice, and the next start refuses while they live.
const restarts = 40;
const restartDelayMs = 250;

/** Starts Postgres, making its data directory first if need be, and resolves once it answers a query. */
export const startPostgres = async (options: PostgresOptions): Promise<PostgresServer> => {
  const { programs, dataDir, port, logFile, user, password = 'orderflow' } = options;
  initialise(options);
  const settings = Object.entries({ ...localSettings, port: String(port), ...options.settings });
  const adminUrl = `postgres://${superuser}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
  for (let left = restarts; ; left--) {
    const child = startChild({
      command: programs.postgres,
      args: ['-D', dataDir, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      env: environment(),
      logFile,
      // SIGINT is Postgres's fast shutdown; SIGTERM would wait for every client to leave.
      stopSignal: 'SIGINT',
      ...(user ? { user } : {}),
      ...(options.guardian ? { guardian: options.guardian } : {}),
    });
    let ended: string | undefined;
    try {
      ended = await untilServing(child, adminUrl, options);
      if (ended === undefined) await letNobodyElseIn(adminUrl);
    } catch (error) {
      await child.stop(2_000);
      throw error;
    }
    if (ended === undefined) return { adminUrl, port, child };
    if (left === 0 || !ended.includes('pre-existing shared memory block')) {
      throw new AppError('DEPENDENCY_UNAVAILABLE', `Postgres ended while starting; ${logFile} ends with: ${ended}`);
    }
    await delay(restartDelayMs, undefined, options.signal ? { signal: options.signal } : {});
  }
};
