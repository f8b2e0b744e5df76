import { AppError } from '@orderflow/errors';
import {
  defaultStateDirectory,
  holdSupervised,
  replicasOf,
  runningStack,
  type StackFile,
  setUpConfig,
  supervisedStates,
} from '@orderflow/local-stack';
import { deadlineConfig } from '@orderflow/order/rebuild';
import { readConfig } from '@orderflow/service-kit';
import { environment } from '../config.ts';
import { type RebuiltService, rebuildService, rebuiltServices } from '../rebuild/rebuild-service.ts';
import { rebuildText } from '../rebuild/report-text.ts';
import { withServers } from './running.ts';

const isRebuilt = (name: string): name is RebuiltService => rebuiltServices.some((known) => known === name);

/** Stops every replica of the service until the release of each. */
const holdService = async (
  { controlSocket }: StackFile,
  service: string,
): Promise<ReadonlyArray<{ release(): void }>> => {
  const replicas = replicasOf(service, await supervisedStates(controlSocket));
  return Promise.all(replicas.map(({ name }) => holdSupervised(controlSocket, name)));
};

/**
 * Makes the tables of a service anew from the log. The local stack's service is stopped for it and started again after;
 * another has to be stopped by whoever runs it. Exit code 1 when a comparison found a difference.
 */
export const rebuildCommand = async (name: string, verifyOnly: boolean, signal: AbortSignal): Promise<number> => {
  if (!isRebuilt(name)) {
    throw new AppError(
      'NOT_FOUND',
      `There is nothing to rebuild for ${name}: it is one of ${rebuiltServices.join(', ')}.`,
    );
  }
  const running = runningStack(defaultStateDirectory);
  const config = readConfig({ ...setUpConfig, ...deadlineConfig }, withServers(environment));
  const held = running && !verifyOnly ? await holdService(running, name) : [];
  try {
    const report = await rebuildService(name, {
      natsUrl: config.NATS_URL,
      natsUser: config.NATS_USER,
      natsPassword: config.NATS_PASSWORD,
      postgresAdminUrl: config.POSTGRES_ADMIN_URL,
      verifyOnly,
      orderDeadlineMs: config.ORDER_DEADLINE_SECONDS * 1_000,
      signal,
    });
    console.log(rebuildText(name, report, verifyOnly));
    return verifyOnly && report.differences.length > 0 ? 1 : 0;
  } finally {
    for (const one of held) one.release();
  }
};
