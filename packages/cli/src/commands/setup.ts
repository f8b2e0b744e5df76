import { fileURLToPath } from 'node:url';
import {
  type ServiceName,
  type SetUpOptions,
  type SetUpReport,
  setUp,
  setUpConfig,
  topologyOptions,
} from '@orderflow/local-stack';
import { type Config, readConfig } from '@orderflow/service-kit';
import pc from 'picocolors';
import { environment } from '../config.ts';
import { localServers } from './running.ts';

export interface SetUpCommandOptions {
  /** How long to wait for servers that are still coming up. */
  readonly waitSeconds: number;
}

/** Beside the code of the service, wherever it is installed: an image holds no checkout. */
const migrationsOf = (service: ServiceName): string =>
  fileURLToPath(new URL('../migrations', import.meta.resolve(`@orderflow/${service}`)));

/** All of it, as the configuration says. */
export const setUpFrom = (
  config: Config<typeof setUpConfig>,
  waiting: Pick<SetUpOptions, 'waitSeconds' | 'onWait' | 'signal'>,
): Promise<SetUpReport> =>
  setUp({
    ...waiting,
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
  let told = false;
  const onWait = (problem: string): void => {
    if (!told) console.log(` … waiting up to ${waitSeconds} s: ${problem}`);
    told = true;
  };
  const { changes } = await setUpFrom(config, { waitSeconds, onWait });
  for (const change of changes) console.log(` ${pc.green('+')} ${change}`);
  console.log(changes.length === 0 ? ' All is there already.' : ` ${changes.length} changes.`);
  return 0;
};
