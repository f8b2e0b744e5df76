import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  createGuardian,
  findPostgres,
  freePort,
  type PostgresServer,
  startPostgres,
  unprivilegedUser,
} from '@orderflow/local-stack';
import { ensureDatabase, migrate } from '@orderflow/postgres/migrate';
import { temporaryDirectory } from './temporary-directory.ts';

export interface TestDatabase {
  readonly name: string;
  /** As the runtime role: no DDL. */
  readonly url: string;
  /** As the owner, who runs migrations. */
  readonly ownerUrl: string;
}

/** A real Postgres on a free port, shared by all who ask for one in this process. */
export interface TestPostgres {
  /** Superuser, database `postgres`. */
  readonly adminUrl: string;
  readonly port: number;
  /** A database of its own with its two roles; `migrations` is a directory of numbered SQL files to run. */
  createDatabase(options?: { readonly migrations?: string }): Promise<TestDatabase>;
  /** Fast shutdown (clients are cut off) and start on the same port, with its data. */
  restart(): Promise<void>;
  /** SIGKILL of the server and all its processes; `start` brings it back through crash recovery. */
  kill(): Promise<void>;
  halt(): Promise<void>;
  start(): Promise<void>;
  /** The last one to call it stops the server and removes its data. */
  stop(): Promise<void>;
}

const password = 'orderflow';

const launchServer = async (): Promise<TestPostgres> => {
  const user = unprivilegedUser();
  const programs = findPostgres({ user });
  const directory = temporaryDirectory('postgres');
  const guardian = createGuardian();
  guardian.removeOnDeath(directory);
  const launch = (port: number): Promise<PostgresServer> =>
    startPostgres({
      programs,
      dataDir: join(directory, 'data'),
      logFile: join(directory, 'postgres.log'),
      port,
      password,
      guardian,
      settings: { shared_buffers: '32MB', fsync: 'off' },
      ...(user ? { user } : {}),
    });
  let server = await launch(await freePort());
  const { port, adminUrl } = server;
  let databases = 0;
  const start = async () => {
    if (!server.child.running()) server = await launch(port);
  };
  const halt = async () => {
    await server.child.stop();
  };
  const roleUrl = (name: string, role: string) => `postgres://${role}:${password}@127.0.0.1:${port}/${name}`;
  return {
    adminUrl,
    port,
    createDatabase: async ({ migrations } = {}) => {
      const name = `test_${++databases}`;
      const [ownerRole, runtimeRole] = [`${name}_owner`, `${name}_app`];
      await ensureDatabase({
        adminUrl,
        database: name,
        owner: { role: ownerRole, password },
        runtime: { role: runtimeRole, password },
      });
      const ownerUrl = roleUrl(name, ownerRole);
      if (migrations !== undefined) await migrate({ connectionString: ownerUrl, directory: migrations });
      return { name, url: roleUrl(name, runtimeRole), ownerUrl };
    },
    start,
    halt,
    kill: async () => {
      server.child.kill('SIGKILL');
      await server.child.exited;
    },
    restart: async () => {
      await halt();
      await start();
    },
    stop: async () => {
      await halt();
      rmSync(directory, { recursive: true, force: true });
      guardian.dismiss();
    },
  };
};

let shared: { readonly server: Promise<TestPostgres>; users: number } | undefined;

/** Making a database cluster takes a second or two, so there is one for all the tests of a process. */
export const startTestPostgres = async (): Promise<TestPostgres> => {
  shared ??= { server: launchServer(), users: 0 };
  const mine = shared;
  mine.users++;
  const server = await mine.server;
  let stopped = false;
  return {
    ...server,
    stop: async () => {
      if (stopped) return;
      stopped = true;
      mine.users--;
      if (mine.users > 0) return;
      if (shared === mine) shared = undefined;
      await server.stop();
    },
  };
};
