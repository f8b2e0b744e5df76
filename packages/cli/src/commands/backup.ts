import {
  defaultStateDirectory,
  holdSupervised,
  replicasOf,
  runningStack,
  serviceNames,
  supervisedStates,
} from '@orderflow/local-stack';
import { readConfig } from '@orderflow/service-kit';
import { backupConfig, checkRestorable, restoreBackup, saveBackup } from '../backup/backup.ts';
import { environment } from '../config.ts';
import { confirmed } from '../terminal/confirmed.ts';
import { withServers } from './running.ts';

const optionsFor = (directory: string) => ({
  config: readConfig(backupConfig, withServers(environment)),
  directory,
  say: (sentence: string) => console.log(` ${sentence}`),
});

/** Of the local stack, or of the servers that the environment names. */
export const backupCommand = async (directory: string): Promise<number> => {
  await saveBackup(optionsFor(directory));
  console.log(` Saved in ${directory}.`);
  return 0;
};

/** Stops the services of the local stack until the release; others have to be stopped by whoever runs them. */
const holdServices = async (): Promise<Array<{ release(): void }>> => {
  const running = runningStack(defaultStateDirectory);
  if (running === undefined) return [];
  const states = await supervisedStates(running.controlSocket);
  const services = serviceNames.flatMap((service) => replicasOf(service, states));
  return Promise.all(services.map(({ name }) => holdSupervised(running.controlSocket, name)));
};

export const restoreCommand = async (
  directory: string,
  { yes }: { readonly yes: boolean },
  signal: AbortSignal,
): Promise<number> => {
  const options = optionsFor(directory);
  // Before anything is asked or stopped.
  const savedAt = await checkRestorable(options);
  const question = ` Replace all orders, stock and payments by those of ${savedAt} in ${directory}? No service may run. [y/N] `;
  if (!yes && !(await confirmed(question))) {
    console.log(' Nothing was replaced (--yes does it without asking).');
    return 1;
  }
  const held = await holdServices();
  try {
    await restoreBackup(options, signal);
    console.log(` All is as in ${directory}.`);
    return 0;
  } catch (error) {
    if (held.length > 0) console.error(' The restore failed. The services are started again, on what is there now:');
    throw error;
  } finally {
    for (const one of held) one.release();
  }
};
