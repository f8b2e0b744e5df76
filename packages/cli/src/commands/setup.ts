import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { AppError } from '@orderflow/errors';
import { type ServiceName, type SetUpReport, setUp, setUpConfig, topologyOptions } from '@orderflow/local-stack';
import { type Config, readConfig } from '@orderflow/service-kit';
import pc from 'picocolors';
import { environment } from '../config.ts';
import { localServers } from './running.ts';

export interface SetUpCommandOptions {
  /** How long to wait for servers that are still coming up. */
  readonly waitSeconds: number;
}

const retryEveryMs = 1_000;

/** Beside the code of the service, wherever it is installed: an image holds no checkout. */
const migrationsOf = (service: ServiceName): string =>
  fileURLToPath(new URL('../migrations', import.meta.resolve(`@orderflow/${service}`)));

const untilServersAnswer = async (work: () => Promise<SetUpReport>, waitSeconds: number): Promise<SetUpReport> => {
  const deadline = performance.now() + waitSeconds * 1_000;
  for (let told = false; ; told = true) {
    try {
      return await work();
    } catch (error) {
      const away = AppError.is(error, 'LOG_UNAVAILABLE', 'DEPENDENCY_UNAVAILABLE');
      if (!away || performance.now() > deadline) throw error;
      if (!told) console.log(` … waiting up to ${waitSeconds} s: ${error.message}`);
      await delay(retryEveryMs);
    }
  }
};

/** All of it, as the configuration says. */
export const setUpFrom = (config: Config<typeof setUpConfig>): Promise<SetUpReport> =>
  setUp({
    natsUrl: config.NATS_URL,
    natsUser: config.NATS_USER,
    natsPassword: config.NATS_PASSWORD,
    postgresAdminUrl: config.POSTGRES_ADMIN_URL,
    ownerPassword: config.DATABASE_OWNER_PASSWORD,
    runtimePassword: config.DATABASE_PASSWORD,
    runtimePasswords: {
      order: config.ORDER_DATABASE_PASSWORD,
      payment: config.PAYMENT_DATABASE_PASSWORD,
      inventory: config.INVENTORY_DATABASE_PASSWORD,
    },
    topology: topologyOptions(config),
    migrationsOf,
  });

/** Streams, durables, buckets, databases, roles, migrations: made where missing, reported one by one. */
export const setUpCommand = async ({ waitSeconds }: SetUpCommandOptions): Promise<number> => {
  const config = readConfig(setUpConfig, { ...localServers(), ...environment });
  const { changes } = await untilServersAnswer(() => setUpFrom(config), waitSeconds);
  for (const change of changes) console.log(` ${pc.green('+')} ${change}`);
  console.log(changes.length === 0 ? ' All is there already.' : ` ${changes.length} changes.`);
  return 0;
};
