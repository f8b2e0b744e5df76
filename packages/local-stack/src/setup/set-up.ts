import { setTimeout as delay } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { catalogBucket, createTopology, type ServiceName, type TopologyOptions } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import { connectNats, ensureTopology } from '@orderflow/eventbus/jetstream';
import { classify } from '@orderflow/postgres';
import { ensureDatabase, migrate } from '@orderflow/postgres/migrate';
import pg from 'pg';
import { databaseUrl, type ServiceDatabase, serviceDatabases } from './databases.ts';

export interface LogSetUpOptions {
  /** May hold the login, where `natsUser` is not given. */
  readonly natsUrl: string;
  readonly natsUser?: string | undefined;
  readonly natsPassword?: string | undefined;
  readonly topology?: TopologyOptions;
  readonly signal?: AbortSignal;
}

export interface DatabaseSetUpOptions {
  /** A role that may create databases and roles. */
  readonly postgresAdminUrl: string;
  /** Default `orderflow`. */
  readonly ownerPassword?: string;
  /** Of the roles that services connect as. Default `orderflow`. */
  readonly runtimePassword?: string;
  /** Of the role of one service, where it has one of its own. */
  readonly runtimePasswords?: Readonly<Partial<Record<ServiceName, string | undefined>>>;
  /** Folder of a service's migrations. Default: in the checkout. */
  readonly migrationsOf?: (service: ServiceName) => string;
  readonly signal?: AbortSignal;
}

export interface SetUpOptions extends LogSetUpOptions, DatabaseSetUpOptions {
  /** How long servers that do not answer are asked again: they come up, or a cluster elects who leads. Default 0. */
  readonly waitSeconds?: number;
  /** Told why each time. */
  readonly onWait?: (problem: string) => void;
  readonly signal?: AbortSignal;
}

export interface SetUpReport {
  /** A sentence for each thing made or changed; empty when all was there. */
  readonly changes: readonly string[];
}

const catalogMaxBytes = 64 * 1024 ** 2;

const ensureCatalogue = async (connection: NatsConnection, replicas: number): Promise<readonly string[]> => {
  const manager = await jetstreamManager(connection);
  const exists = await manager.streams.info(`KV_${catalogBucket}`).then(
    () => true,
    () => false,
  );
  if (exists) return [];
  await new Kvm(connection).create(catalogBucket, { history: 1, replicas, max_bytes: catalogMaxBytes });
  return [`Bucket ${catalogBucket} created`];
};

/** The log's part of `setUp`. */
export const setUpNats = async (options: LogSetUpOptions): Promise<readonly string[]> => {
  const { natsUrl: servers, natsUser: user, natsPassword: pass, topology = {}, signal } = options;
  const login = { user, pass, ...(signal ? { signal } : {}) };
  const connection = await connectNats({ servers, name: 'orderflow setup', waitForServer: false, ...login });
  try {
    const { created, updated } = await ensureTopology(connection, createTopology(topology));
    const catalogue = await ensureCatalogue(connection, topology.replicas ?? 1);
    return [...created.map((what) => `${what} created`), ...updated.map((what) => `Updated: ${what}`), ...catalogue];
  } finally {
    await connection.close();
  }
};

const existingDatabases = async (adminUrl: string): Promise<ReadonlySet<string>> => {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    try {
      const { rows } = await client.query<{ datname: string }>('select datname from pg_database');
      return new Set(rows.map((row) => row.datname));
    } finally {
      await client.end();
    }
  } catch (error) {
    // Told from a refusal: whoever waits for servers that are still coming up waits for this one too.
    throw classify(error);
  }
};

const setUpDatabase = async (one: ServiceDatabase, options: DatabaseSetUpOptions): Promise<readonly string[]> => {
  const { postgresAdminUrl: adminUrl, ownerPassword = 'orderflow', runtimePassword = 'orderflow' } = options;
  await ensureDatabase({
    adminUrl,
    database: one.database,
    owner: { role: one.ownerRole, password: ownerPassword },
    runtime: { role: one.runtimeRole, password: options.runtimePasswords?.[one.service] ?? runtimePassword },
  });
  const applied = await migrate({
    connectionString: databaseUrl(adminUrl, one.database, one.ownerRole, ownerPassword),
    directory: options.migrationsOf?.(one.service) ?? one.migrations,
  });
  return applied.map((name) => `Database ${one.database}: migration ${name} applied`);
};

/** The databases' part of `setUp`. */
export const setUpPostgres = async (options: DatabaseSetUpOptions): Promise<readonly string[]> => {
  const before = await existingDatabases(options.postgresAdminUrl);
  const changes: string[] = [];
  for (const one of serviceDatabases) {
    options.signal?.throwIfAborted();
    if (!before.has(one.database)) changes.push(`Database ${one.database} created, with its roles`);
    changes.push(...(await setUpDatabase(one, options)));
  }
  return changes;
};

const retryEveryMs = 1_000;

/** Again as long as it is a server that does not answer, for `waitSeconds`. */
const insist = async <T>(work: () => Promise<T>, { waitSeconds = 0, onWait, signal }: SetUpOptions): Promise<T> => {
  const deadline = performance.now() + waitSeconds * 1_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const away = AppError.is(error, 'LOG_UNAVAILABLE', 'DEPENDENCY_UNAVAILABLE');
      if (!away || performance.now() > deadline) throw error;
      onWait?.(error.message);
      await delay(retryEveryMs, undefined, signal ? { signal } : {});
    }
  }
};

/**
 * Makes what the services rely on and only verify: streams, durables, buckets, databases, roles, tables. Run again it
 * changes only what differs. Rejects when a server is away, or when something exists that cannot be changed in place.
 */
export const setUp = async (options: SetUpOptions): Promise<SetUpReport> => {
  const [inLog, inDatabases] = await Promise.all([
    insist(() => setUpNats(options), options),
    insist(() => setUpPostgres(options), options),
  ]);
  return { changes: [...inLog, ...inDatabases] };
};
