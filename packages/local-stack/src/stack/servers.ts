import { join } from 'node:path';
import type { TopologyOptions } from '@orderflow/contracts';
import type { PostgresPrograms } from '../postgres/find-postgres.ts';
import type { PostgresPlace } from '../postgres/postgres-place.ts';
import { startPostgres, superuser } from '../postgres/start-postgres.ts';
import type { Guardian } from '../process/guardian.ts';
import type { StackPorts } from './ports.ts';
import type { ProcessDefinition } from './supervised-process.ts';

export interface ServerOptions {
  readonly dataDir: string;
  readonly logsDir: string;
  readonly ports: StackPorts;
  readonly guardian: Guardian;
}

const gibibyte = 1024 ** 3;
/** Both write what they hold to the disk; killed in the middle they recover at the next start. */
export const serverStopGraceMs = 4_000;

/** What the streams and buckets may grow to, and room beside it: JetStream refuses to promise more than its store. */
export const fileStoreBytes = (topology: TopologyOptions): number => {
  const { ordersMaxBytes = 4 * gibibyte, otherMaxBytes = 2 * gibibyte } = topology;
  return ordersMaxBytes + 3 * otherMaxBytes + gibibyte;
};

export const localPassword = 'orderflow';

export const adminUrl = (ports: StackPorts): string =>
  `postgres://${superuser}:${localPassword}@127.0.0.1:${ports.postgres}/postgres`;

export const postgresProcess = (
  programs: PostgresPrograms,
  place: PostgresPlace,
  options: ServerOptions,
): ProcessDefinition => ({
  name: 'postgres',
  url: `postgres://127.0.0.1:${options.ports.postgres}`,
  stopGraceMs: serverStopGraceMs,
  start: async (signal) => {
    const server = await startPostgres({
      programs,
      dataDir: place.dataDir,
      logFile: join(options.logsDir, 'postgres.log'),
      port: options.ports.postgres,
      password: localPassword,
      guardian: options.guardian,
      signal,
      ...(place.user ? { user: place.user } : {}),
    });
    return server.child;
  },
});
