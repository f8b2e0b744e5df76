import { AppError } from '@orderflow/errors';
import { defaultStateDirectory, runningStack, type StackFile } from '@orderflow/local-stack';

export const nothingRuns = 'Nothing runs from this checkout: start it with `npm start`.';

/** The stack that runs from this checkout. Throws NOT_FOUND and what to do when none does. */
export const requireRunning = (): StackFile => {
  const found = runningStack(defaultStateDirectory);
  if (found) return found;
  throw new AppError('NOT_FOUND', nothingRuns);
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

/** Any of them says that the servers are elsewhere. */
const serverVariables = ['NATS_URL', 'POSTGRES_ADMIN_URL', 'POSTGRES_ADMIN_URL_FILE'] as const;

/**
 * The environment of a command that works on the servers: that of the stack that runs, and what the environment says
 * instead. Throws NOT_FOUND and what to do when neither names any.
 */
export const withServers = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  // An empty variable is one that is not set.
  const given = Object.entries(environment).filter(([, value]) => value !== '');
  const servers = { ...localServers(), ...Object.fromEntries(given) };
  if (serverVariables.some((name) => name in servers)) return servers;
  throw new AppError('NOT_FOUND', nothingRuns);
};
