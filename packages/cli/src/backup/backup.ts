import type { NatsConnection } from '@nats-io/transport-node';
import { AppError } from '@orderflow/errors';
import { connectNats } from '@orderflow/eventbus/jetstream';
import { serviceDatabases, setUpConfig } from '@orderflow/local-stack';
import { deadlineConfig } from '@orderflow/order/rebuild';
import type { Config } from '@orderflow/service-kit';
import { setUpFrom } from '../commands/setup.ts';
import { rebuildService, rebuiltServices } from '../rebuild/rebuild-service.ts';
import { checkDatabases, checkDumps, restoreDatabase, saveDatabases } from './databases.ts';
import { checkBackup, makeBackupFolder, sealBackup } from './folder.ts';
import { restoreStreams, savedStreams, saveStream } from './streams.ts';

/** Where the servers are, and how set-up makes what is in them. */
export const backupConfig = { ...setUpConfig, ...deadlineConfig };
export type BackupConfig = Config<typeof backupConfig>;

export interface BackupOptions {
  readonly config: BackupConfig;
  readonly directory: string;
  /** Told of each part when it is done. */
  say(sentence: string): void;
}

const withLog = async (config: BackupConfig, work: (connection: NatsConnection) => Promise<void>): Promise<void> => {
  const { NATS_URL: servers, NATS_USER: user, NATS_PASSWORD: pass } = config;
  const connection = await connectNats({ servers, name: 'orderflow backup', user, pass, waitForServer: false });
  try {
    await work(connection);
  } finally {
    await connection.close();
  }
};

/**
 * Databases, streams and the catalogue into files, while everything runs. The databases come first: what they say is then
 * in the log, and what the log says beyond them can be made from it.
 */
export const saveBackup = async ({ config, directory, say }: BackupOptions): Promise<void> => {
  await makeBackupFolder(directory);
  await saveDatabases(config.POSTGRES_ADMIN_URL, directory);
  say('databases');
  await withLog(config, async (connection) => {
    for (const stream of savedStreams) say(`${stream}: ${await saveStream(connection, stream, directory)} messages`);
  });
  await sealBackup(directory);
};

/** The tables as the log says. Where it does not reach back, they stay as they were saved. */
const catchUp = async ({ config, say }: BackupOptions, signal: AbortSignal): Promise<void> => {
  for (const service of rebuiltServices) {
    try {
      const { differences } = await rebuildService(service, {
        natsUrl: config.NATS_URL,
        natsUser: config.NATS_USER,
        natsPassword: config.NATS_PASSWORD,
        postgresAdminUrl: config.POSTGRES_ADMIN_URL,
        verifyOnly: false,
        orderDeadlineMs: config.ORDER_DEADLINE_SECONDS * 1_000,
        signal,
      });
      say(`${service}: ${differences.length} rows were not what the log says, and are now`);
    } catch (error) {
      if (!AppError.is(error, 'LOG_INCOMPLETE')) throw error;
      say(`${service}: its tables are as they were saved. ${error.message}`);
    }
  }
};

/** Rejects when the backup is not whole, or could not be put back from here. Touches nothing; resolves with when it was saved. */
export const checkRestorable = async ({ config, directory }: BackupOptions): Promise<string> => {
  const savedAt = await checkBackup(directory);
  await checkDumps(directory);
  await checkDatabases(config.POSTGRES_ADMIN_URL);
  await withLog(config, async () => undefined);
  return savedAt;
};

/** What stopped in the middle has to be told from what changed nothing. */
const halfWay = (reason: unknown, directory: string): AppError => {
  const { code, message } = AppError.from(reason);
  const next = `What is there now is neither what was nor the backup: take no orders with it, and run \`restore ${directory}\` again, which is safe and begins anew.`;
  return new AppError(code, `The restore stopped half-way. ${message} ${next}`, { cause: reason });
};

/** In a cluster each stream that was made anew elects its leader. */
const leadersWithinSeconds = 60;

/**
 * What `saveBackup` wrote, in the place of what is there; no service may run. The durables then read the streams from the
 * beginning, for positions that were saved are of streams that are gone: what was lost between two streams comes about again, and what is known changes nothing.
 * To be asked after `checkRestorable`. May be repeated when it has failed; the error says so when anything was changed.
 */
export const restoreBackup = async (options: BackupOptions, signal: AbortSignal): Promise<void> => {
  const { config, directory, say } = options;
  let changed = false;
  try {
    for (const { database } of serviceDatabases) {
      signal.throwIfAborted();
      await restoreDatabase(config.POSTGRES_ADMIN_URL, database, directory);
      changed = true;
    }
    say('databases');
    await withLog(config, (connection) =>
      restoreStreams(connection, { directory, replicas: config.STREAM_REPLICAS, signal, say }),
    );
    await setUpFrom(config, { waitSeconds: leadersWithinSeconds, signal });
    await catchUp(options, signal);
  } catch (error) {
    const reason = signal.aborted ? new AppError('ABORTED', 'It was told to stop.', { cause: error }) : error;
    throw changed ? halfWay(reason, directory) : reason;
  }
};
