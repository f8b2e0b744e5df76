import {
  defaultStateDirectory,
  holdSupervised,
  replicasOf,
  runningStack,
  serviceNames,
  supervisedStates,
} from '@orderflow/local-stack';
import { readConfig } from '@orderflow/service-kit';
import { backupConfig, restoreBackup, saveBackup } from '../backup/backup.ts';
import { environment } from '../config.ts';
import { confirmed } from '../terminal/confirmed.ts';
import { localServers } from './running.ts';

const optionsFor = (directory: string) => ({
  config: readConfig(backupConfig, { ...localServers(), ...environment }),
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
const holdServices = async (): Promise<() => void> => {
  const running = runningStack(defaultStateDirectory);
  if (running === undefined) return () => undefined;
  const states = await supervisedStates(running.controlSocket);
  const services = serviceNames.flatMap((service) => replicasOf(service, states));
  const held = await Promise.all(services.map(({ name }) => holdSupervised(running.controlSocket, name)));
  return () => {
    for (const one of held) one.release();
  };
};

export const restoreCommand = async (
  directory: string,
  { yes }: { readonly yes: boolean },
  signal: AbortSignal,
): Promise<number> => {
  const options = optionsFor(directory);
  const question = ` Replace all orders, stock and payments by those in ${directory}? No service may run. [y/N] `;
  if (!yes && !(await confirmed(question))) {
    console.log(' Nothing was replaced (--yes does it without asking).');
    return 1;
  }
  const release = await holdServices();
  try {
    await restoreBackup(options, signal);
    console.log(` All is as in ${directory}.`);
    return 0;
  } finally {
    release();
  }
};
