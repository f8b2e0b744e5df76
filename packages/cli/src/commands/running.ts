import { AppError } from '@orderflow/errors';
import { defaultStateDirectory, runningStack, type StackFile } from '@orderflow/local-stack';

/** The stack that runs from this checkout. Rejects with NOT_FOUND and what to do when none does. */
export const requireRunning = (): StackFile => {
  const found = runningStack(defaultStateDirectory);
  if (found) return found;
  throw new AppError('NOT_FOUND', 'Nothing runs from this checkout: start it with `npm start`.');
};

/** Where set-up finds the servers of the stack that runs; nothing when none does: then the environment says it. */
export const localServers = (): NodeJS.ProcessEnv => {
  const running = runningStack(defaultStateDirectory);
  if (!running) return {};
  return {
    NATS_URL: running.natsAdminUrl,
    POSTGRES_ADMIN_URL: running.postgresAdminUrl,
    STREAM_REPLICAS: String(running.ports.nats.length),
  };
};
