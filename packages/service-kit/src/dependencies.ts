import { setTimeout as delay } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import { AppError } from '@orderflow/errors';
import type { Bus, BusStatus, Topology } from '@orderflow/eventbus';
import { verifyTopology } from '@orderflow/eventbus/jetstream';
import { classify, expectSchemaVersion, type Pool } from '@orderflow/postgres';

import type { Logger } from '@orderflow/telemetry/logger';
import type { PartState, Readiness } from './readiness.ts';

export interface Surroundings {
  readonly readiness: Readiness;
  readonly logger: Logger;
  /** Gives up the wait. */
  readonly signal: AbortSignal;
  /** What the process is while it waits. Default `down`. */
  readonly whileAway?: PartState;
}

/** Names of the parts in `/readyz`. */
export const readinessParts = { log: 'log', catalog: 'catalog', database: 'database' } as const;

const retryMs = 1_000;
const watchMs = 2_000;

/** Repeats the check while what it needs is away, and says so. What is there and wrong ends the start. */
const untilThere = async (part: string, check: () => Promise<void>, around: Surroundings): Promise<void> => {
  let said = '';
  for (;;) {
    around.signal.throwIfAborted();
    try {
      await check();
      around.readiness.set(part, 'ok');
      return;
    } catch (error) {
      if (!AppError.is(error, 'DEPENDENCY_UNAVAILABLE', 'LOG_UNAVAILABLE')) throw error;
      around.readiness.set(part, around.whileAway ?? 'down', error.message);
      if (error.message !== said) around.logger.warn({ part }, error.message);
      said = error.message;
    }
    await delay(retryMs, undefined, { signal: around.signal });
  }
};

/** Resolves once the database answers and has the migrations of the folder. Rejects with SCHEMA_MISMATCH. */
export const awaitSchema = (pool: Pool, migrations: string, around: Surroundings): Promise<void> =>
  untilThere(readinessParts.database, () => expectSchemaVersion(pool, migrations), around);

/** Resolves once streams and durables are there. Rejects with TOPOLOGY_MISMATCH when one is weaker than it must be. */
export const awaitTopology = (connection: NatsConnection, topology: Topology, around: Surroundings): Promise<void> =>
  untilThere(
    readinessParts.log,
    async () => {
      const { errors, warnings, missing } = await verifyTopology(connection, topology);
      if (errors.length > 0) throw new AppError('TOPOLOGY_MISMATCH', errors.join(' '));
      if (missing.length > 0) throw new AppError('LOG_UNAVAILABLE', `${missing.join(' ')} Run orderflow setup.`);
      for (const warning of warnings) around.logger.warn(warning);
    },
    around,
  );

const logState = ({ connected, problems, missingStreams }: BusStatus): [PartState, string | undefined] => {
  const reason = problems.length > 0 ? problems.join(' ') : undefined;
  if (!connected || missingStreams.length > 0) return ['down', reason];
  return [reason === undefined ? 'ok' : 'degraded', reason];
};

/**
 * Keeps the readiness true to what can be reached. While the database is away requests that only need the log are still
 * answered and messages are held, so the process is degraded, not down: another replica would be no better off.
 */
export const watchDependencies = (readiness: Readiness, bus: Bus, pool: Pool): { stop(): void } => {
  let looking = false;
  const look = async (): Promise<void> => {
    readiness.set(readinessParts.log, ...logState(bus.status()));
    if (looking) return;
    looking = true;
    try {
      await pool.query('select');
      readiness.set(readinessParts.database, 'ok');
    } catch (error) {
      readiness.set(readinessParts.database, 'degraded', classify(error).message);
    } finally {
      looking = false;
    }
  };
  void look();
  const timer = setInterval(() => void look(), watchMs);
  return { stop: () => clearInterval(timer) };
};
