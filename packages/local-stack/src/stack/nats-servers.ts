import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { TopologyOptions } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import { type NatsPasswords, natsUsersOf } from '../identities/nats-users.ts';
import type { NatsProgram } from '../nats/find-nats-server.ts';
import { type Durability, startNatsServer } from '../nats/start-nats.ts';
import type { NatsPorts } from './ports.ts';
import { replicaName } from './replicas.ts';
import { fileStoreBytes, type ServerOptions, serverStopGraceMs } from './servers.ts';
import type { ProcessDefinition } from './supervised-process.ts';

/** Of the process, its folder, its log; in a cluster also of the server itself. */
export const natsName = (index: number): string => replicaName('nats', index + 1);

/**
 * Rejects data that cannot be carried on by so many servers: one that was alone and one of a cluster do not read each
 * other's streams, a cluster without its majority does nothing, and databases without their log are of no use.
 */
export const refuseOtherNatsServers = (dataDir: string, count: number): void => {
  const written = globSync('{nats,nats-*}/jetstream', { cwd: dataDir }).length;
  const fits = written === 0 || written === count || (written > 1 && written < count);
  if (fits) return;
  const whose = written === 1 ? 'one NATS server that was alone' : `a cluster of ${written} NATS servers`;
  throw new AppError(
    'CONFIG_INVALID',
    `The streams in ${dataDir} are of ${whose}, and ${count} cannot carry them on: start with \`--nats-cluster ${written}\`, with other data (\`--ephemeral\`), or remove them with \`npm run orderflow -- reset\`.`,
  );
};

export interface NatsProcessOptions extends ServerOptions {
  readonly program: NatsProgram;
  readonly topology: TopologyOptions;
  readonly passwords: NatsPasswords;
  readonly durability: Durability;
}

/** One server of the log: alone, or of a cluster with the others. */
const natsProcess = (own: NatsPorts, index: number, options: NatsProcessOptions): ProcessDefinition => {
  const name = natsName(index);
  const all = options.ports.nats;
  const cluster = { port: own.route, peers: all.map(({ route }) => route) };
  return {
    name,
    url: `nats://127.0.0.1:${own.client}`,
    stopGraceMs: serverStopGraceMs,
    start: async (signal) => {
      const server = await startNatsServer({
        binary: options.program.path,
        dataDir: join(options.dataDir, name),
        logFile: join(options.logsDir, `${name}.log`),
        port: own.client,
        monitorPort: own.monitor,
        ...(all.length > 1 ? { name, cluster } : {}),
        maxFileStoreBytes: fileStoreBytes(options.topology),
        config: natsUsersOf(options.passwords),
        durability: options.durability,
        guardian: options.guardian,
        signal,
      });
      return server.child;
    },
  };
};

/** As many servers as there are ports for. */
export const natsProcesses = (options: NatsProcessOptions): readonly ProcessDefinition[] =>
  options.ports.nats.map((own, index) => natsProcess(own, index, options));
