import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { AppError } from '@orderflow/errors';
import { hostEnvironment } from '../config.ts';
import { type Child, startChild } from '../process/child.ts';
import type { Guardian } from '../process/guardian.ts';
import { lastWords } from '../process/last-words.ts';
import { waitUntil } from '../process/wait-until.ts';

/** How a server takes part in a cluster on this machine. */
export interface NatsClusterOptions {
  /** Where the others reach it. */
  readonly port: number;
  /** Where it reaches the others: the same of each. */
  readonly peers: readonly number[];
}

/** What a stored message survives: the death of every process, or that of the machine too. */
export type Durability = 'process-crash' | 'power-loss';

export interface NatsServerOptions {
  readonly binary: string;
  /** In a cluster each server has a name of its own, and keeps it: it goes by it in the groups of its streams. */
  readonly name?: string;
  readonly cluster?: NatsClusterOptions;
  /** Streams, log and configuration live here. */
  readonly dataDir: string;
  readonly port: number;
  readonly monitorPort?: number;
  /** Default `<dataDir>/nats.log`. */
  readonly logFile?: string;
  /** Appended to the configuration file: accounts, tls, limits. */
  readonly config?: string;
  /** `power-loss` syncs each message to the disk before its PubAck. Default `process-crash`: see docs/promises.md. */
  readonly durability?: Durability;
  /** Most that streams may reserve. Default 24 GiB: what `max_bytes` of all of them adds up to, with room. */
  readonly maxFileStoreBytes?: number;
  readonly guardian?: Guardian;
  readonly signal?: AbortSignal;
}

export interface NatsServer {
  readonly url: string;
  readonly port: number;
  readonly monitorUrl: string | undefined;
  readonly child: Child;
}

const clusterBlock = ({ port, peers }: NatsClusterOptions): readonly string[] => [
  'cluster {',
  '  name: "orderflow-local"',
  `  listen: "127.0.0.1:${port}"`,
  `  routes: [${peers.map((peer) => `"nats://127.0.0.1:${peer}"`).join(', ')}]`,
  '}',
];

const configuration = (options: NatsServerOptions): string =>
  [
    `listen: "127.0.0.1:${options.port}"`,
    ...(options.monitorPort === undefined ? [] : [`http: "127.0.0.1:${options.monitorPort}"`]),
    `server_name: "${options.name ?? 'orderflow-local'}"`,
    ...(options.cluster ? clusterBlock(options.cluster) : []),
    'jetstream {',
    `  store_dir: ${JSON.stringify(options.dataDir)}`,
    `  max_file_store: ${options.maxFileStoreBytes ?? 24 * 1024 ** 3}`,
    `  max_memory_store: ${64 * 1024 ** 2}`,
    ...(options.durability === 'power-loss' ? ['  sync_interval: always'] : []),
    '}',
    options.config ?? '',
    '',
  ].join('\n');

/** The first line a server says on a new connection: `INFO {…}`. */
const greeting = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.setTimeout(1_000, () => socket.destroy(new Error('no greeting within 1 s')));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString('utf8'));
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed without a greeting')));
  });

/** Starts nats-server and resolves once it serves clients with JetStream. */
export const startNatsServer = async (options: NatsServerOptions): Promise<NatsServer> => {
  const { dataDir, port, logFile = join(dataDir, 'nats.log') } = options;
  mkdirSync(dataDir, { recursive: true });
  const configFile = join(dataDir, 'nats.conf');
  // It may hold passwords. In plain: made for one run, they are no easier to guess than their hashes, and a hash costs
  // the server 50 ms of CPU with each connection.
  writeFileSync(configFile, configuration(options), { mode: 0o600 });
  chmodSync(configFile, 0o600);
  const child = startChild({
    command: options.binary,
    args: ['-c', configFile],
    // A soft limit: Go collects more eagerly near it, and what is cached of the streams gives way.
    env: { GOMEMLIMIT: '192MiB', ...hostEnvironment },
    logFile,
    ...(options.guardian ? { guardian: options.guardian } : {}),
  });
  const serves = async () => {
    if (!child.running()) {
      throw new AppError(
        'DEPENDENCY_UNAVAILABLE',
        `nats-server ended while starting; ${logFile} ends with: ${lastWords(logFile)}`,
      );
    }
    return (await greeting(port)).includes('"jetstream":true');
  };
  try {
    await waitUntil(serves, {
      timeoutMs: 60_000,
      describe: `nats-server on port ${port} (see ${logFile})`,
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    await child.stop(1_000);
    throw error;
  }
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    monitorUrl: options.monitorPort === undefined ? undefined : `http://127.0.0.1:${options.monitorPort}`,
    child,
  };
};
