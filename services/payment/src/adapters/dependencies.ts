import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@orderflow/errors';
import type { Bus, Topology } from '@orderflow/eventbus';
import { verifyTopology } from '@orderflow/eventbus/jetstream';
import { expectSchemaVersion, type Pool } from '@orderflow/postgres';
import type { Readiness } from '@orderflow/service-kit';
import type { Logger } from '@orderflow/telemetry/logger';
import type { PaymentStore } from '../application/store.ts';

type Connection = Parameters<typeof verifyTopology>[0];

export interface Surroundings {
  readonly readiness: Readiness;
  readonly logger: Logger;
  /** Gives up the wait. */
  readonly signal: AbortSignal;
}

const retryMs = 1_000;

/** Repeats the check while what it needs is away, and says so in the readiness. Anything else ends the start. */
const untilThere = async (part: string, check: () => Promise<void>, around: Surroundings): Promise<void> => {
  const { readiness, logger, signal } = around;
  let said = '';
  for (;;) {
    signal.throwIfAborted();
    try {
      await check();
      readiness.set(part, 'ok');
      return;
    } catch (error) {
      if (!AppError.is(error, 'DEPENDENCY_UNAVAILABLE', 'LOG_UNAVAILABLE')) throw error;
      readiness.set(part, 'down', error.message);
      if (error.message !== said) logger.warn({ part }, error.message);
      said = error.message;
      await sleep(retryMs, undefined, { signal });
    }
  }
};

/** Resolves once the database answers and has the migrations of the folder. */
export const awaitSchema = (pool: Pool, migrations: string, around: Surroundings): Promise<void> =>
  untilThere('database', () => expectSchemaVersion(pool, migrations), around);

/** Resolves once the streams and durables are there; a weaker one than the promises rest on ends the start. */
export const awaitTopology = (connection: Connection, topology: Topology, around: Surroundings): Promise<void> =>
  untilThere(
    'log',
    async () => {
      const { errors, warnings, missing } = await verifyTopology(connection, topology);
      for (const warning of warnings) around.logger.warn(warning);
      if (errors.length > 0) throw new AppError('TOPOLOGY_MISMATCH', errors.join(' '));
      if (missing.length > 0) throw new AppError('LOG_UNAVAILABLE', `${missing.join(' ')} Run: orderflow setup.`);
    },
    around,
  );

const watchMs = 2_000;

/**
 * Keeps the readiness true to what can be reached. Without the log nothing comes in; without the database what comes in
 * is held, so that the process has to be neither restarted nor relieved.
 */
export const watchDependencies = (
  readiness: Readiness,
  bus: Bus,
  store: Pick<PaymentStore, 'now'>,
): { stop(): void } => {
  const look = async (): Promise<void> => {
    const { connected, problems } = bus.status();
    const reason = problems.length > 0 ? problems.join(' ') : undefined;
    readiness.set('log', connected ? (reason === undefined ? 'ok' : 'degraded') : 'down', reason);
    try {
      await store.now();
      readiness.set('database', 'ok');
    } catch (error) {
      readiness.set('database', 'degraded', AppError.from(error).message);
    }
  };
  void look();
  const timer = setInterval(() => void look(), watchMs);
  return { stop: () => clearInterval(timer) };
};
