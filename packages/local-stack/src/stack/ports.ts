import { connect, createServer } from 'node:net';
import { AppError } from '@orderflow/errors';
import { type Environment, readConfig } from '@orderflow/service-kit';
import { portsConfig } from '../config.ts';
import { freePort } from '../process/free-port.ts';

/** Where one nats-server listens. */
export interface NatsPorts {
  readonly client: number;
  /** HTTP. */
  readonly monitor: number;
  /** For the other servers of its cluster. */
  readonly route: number;
}

/** Ports of the first process of each kind. Further replicas of a service get a free one when they start. */
export interface StackPorts {
  readonly order: number;
  readonly payment: number;
  readonly inventory: number;
  readonly psp: number;
  /** One server, or those of a cluster. */
  readonly nats: readonly [NatsPorts, ...NatsPorts[]];
  readonly postgres: number;
}

/** Where clients find the log: a port for each server. */
export const clientPorts = ({ nats }: StackPorts): readonly number[] => nats.map(({ client }) => client);

export interface ChosenPorts {
  readonly ports: StackPorts;
  /** A sentence for each port that was taken and replaced. */
  readonly replaced: readonly string[];
}

type Variable = keyof typeof portsConfig;

const variables = {
  order: 'ORDER_PORT',
  payment: 'PAYMENT_PORT',
  inventory: 'INVENTORY_PORT',
  psp: 'PSP_PORT',
  nats: 'NATS_PORT',
  natsMonitor: 'NATS_MONITOR_PORT',
  postgres: 'POSTGRES_PORT',
} as const satisfies Record<string, Variable>;

/** People and scripts know the HTTP ports by heart; the others are only wired inside. */
const replaceable: ReadonlySet<Variable> = new Set(['NATS_PORT', 'NATS_MONITOR_PORT', 'POSTGRES_PORT']);

const canListen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });

const answersOn = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 500 });
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('timeout', () => done(false));
    socket.once('error', () => done(false));
  });

/** Free on 127.0.0.1, and nobody on ::1 who would answer when people type `localhost`. */
export const isFree = async (port: number): Promise<boolean> =>
  (await canListen(port)) && !(await answersOn('::1', port));

const refuseTwins = (wanted: Readonly<Record<Variable, number>>): void => {
  const seen = new Map<number, string>();
  for (const [variable, port] of Object.entries(wanted)) {
    const twin = seen.get(port);
    if (twin !== undefined && port !== 0) {
      throw new AppError('CONFIG_INVALID', `${twin} and ${variable} are both ${port}: give each its own port.`);
    }
    seen.set(port, variable);
  }
};

const freeNatsPorts = async (): Promise<NatsPorts> => ({
  client: await freePort(),
  monitor: await freePort(),
  route: await freePort(),
});

const manyFreeNatsPorts = async (count: number): Promise<readonly NatsPorts[]> => {
  const all: NatsPorts[] = [];
  while (all.length < count) all.push(await freeNatsPorts());
  return all;
};

/**
 * The ports from the environment; NATS servers after the first get free ones. Rejects with CONFIG_INVALID, one sentence, when an HTTP port or a port that was set
 * is taken; NATS and Postgres ports that were not set are replaced by free ones. 0 asks for any free port.
 */
export const choosePorts = async (env: Environment, free = isFree, natsServers = 1): Promise<ChosenPorts> => {
  const wanted = readConfig(portsConfig, env);
  refuseTwins(wanted);
  const replaced: string[] = [];
  const choose = async (variable: Variable): Promise<number> => {
    const port = wanted[variable];
    if (port === 0) return freePort();
    if (await free(port)) return port;
    const wasSet = env[variable] !== undefined && env[variable] !== '';
    if (replaceable.has(variable) && !wasSet) {
      const other = await freePort();
      replaced.push(`Port ${port} is taken, so ${variable} is ${other}`);
      return other;
    }
    throw new AppError(
      'CONFIG_INVALID',
      `Port ${port} (${variable}) is taken by another program: stop it (\`lsof -i :${port}\` shows which it is), or choose another port, for example ${variable}=${port + 1000} npm start.`,
    );
  };
  const ports = {
    order: await choose(variables.order),
    payment: await choose(variables.payment),
    inventory: await choose(variables.inventory),
    psp: await choose(variables.psp),
    nats: [
      { client: await choose(variables.nats), monitor: await choose(variables.natsMonitor), route: await freePort() },
      ...(await manyFreeNatsPorts(natsServers - 1)),
    ],
    postgres: await choose(variables.postgres),
  } as const;
  return { ports, replaced };
};

/** Free ports for everything: for tests. */
export const freePorts = async (natsServers = 1): Promise<StackPorts> => ({
  order: await freePort(),
  payment: await freePort(),
  inventory: await freePort(),
  psp: await freePort(),
  nats: [await freeNatsPorts(), ...(await manyFreeNatsPorts(natsServers - 1))],
  postgres: await freePort(),
});
