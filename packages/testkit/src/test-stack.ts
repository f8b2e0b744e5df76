import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  clientPorts,
  clusterFormed,
  type Exit,
  freePorts,
  type LocalStack,
  natsLoginUrl,
  readiness,
  replicasOf,
  runtimeUrl,
  type ServiceName,
  type ServicePlan,
  type StackUrls,
  serviceNames,
  startLocalStack,
} from '@orderflow/local-stack';
import { temporaryDirectory } from './temporary-directory.ts';
import { waitFor } from './wait-for.ts';

/** `nats`, `postgres`, `psp-simulator` or a service. */
export type StackProcess = ServiceName | 'psp-simulator' | 'nats' | 'postgres';

/** One more process of a service, or server of the cluster. */
export type Replica = `${ServiceName | 'nats'}-${number}`;

export interface TestStackOptions {
  /** Configures the processes: `ORDER_DEADLINE_SECONDS`, `PAYMENT_GATEWAY`, … */
  readonly env?: Readonly<Record<string, string>>;
  /** Processes of each service. Default 1. */
  readonly replicas?: number;
  /** More than one is a cluster with each stream on every server. Default 1. */
  readonly natsServers?: number;
  /** Changes how one of our processes is started. */
  readonly adaptPlan?: (plan: ServicePlan) => ServicePlan;
}

export interface StartedReplica {
  readonly name: Replica;
  readonly url: string;
}

/** Everything that `npm start` runs, on free ports, with a temporary directory, its catalogue seeded. */
export interface TestStack {
  readonly urls: StackUrls;
  readonly postgresAdminUrl: string;
  /** With the login of set-up, which may do everything at the log. */
  readonly natsAdminUrl: string;
  /** Monitoring pages of the first server. */
  readonly natsMonitorUrl: string;
  /** With the login of a service. */
  natsUrl(service: ServiceName): string;
  /** A service's database, as its runtime role. */
  databaseUrl(service: ServiceName): string;
  /** Where each replica of a service answers. */
  urlsOf(service: ServiceName): readonly string[];
  /** Process ids by name; 0 while one is down. */
  pids(): Readonly<Record<StackProcess, number>>;
  /** How often the supervisor has had to start it again. */
  restarts(name: StackProcess | Replica): number;
  /** The supervisor notices, and starts it again. */
  kill(name: StackProcess | Replica, signal?: NodeJS.Signals): void;
  /** In order; resolves once it runs again. */
  restart(name: StackProcess | Replica): Promise<void>;
  /** Stops it, by SIGTERM first; it stays down until `resume`. Resolves with how it ended. */
  halt(name: StackProcess | Replica): Promise<Exit | undefined>;
  resume(name: StackProcess | Replica): Promise<void>;
  /** One more process of a service, with its own name, port and log; resolves when it is ready. `env` is for it alone. */
  startReplica(service: ServiceName, env?: Readonly<Record<string, string>>): Promise<StartedReplica>;
  /** Resolves once the process runs and answers 200 on `/readyz`. */
  ready(name: ServiceName | Replica, timeoutMs?: number): Promise<void>;
  /** Resolves once the NATS servers are one cluster, and all are up to date. */
  clusterFormed(): Promise<void>;
  /** What a process has logged so far. */
  log(name: StackProcess | Replica): string;
  /** Stops all of it in order and removes its directory. */
  stop(): Promise<void>;
}

const clusterWithinMs = 60_000;

const names: readonly StackProcess[] = [...serviceNames, 'psp-simulator', 'nats', 'postgres'];

const asTestStack = (stack: LocalStack, directory: string): TestStack => {
  const stateOf = (name: StackProcess | Replica) => stack.states().find((state) => state.name === name);
  return {
    urls: stack.urls,
    postgresAdminUrl: stack.postgresAdminUrl,
    natsAdminUrl: stack.natsAdminUrl,
    natsMonitorUrl: `http://127.0.0.1:${stack.ports.nats[0].monitor}`,
    natsUrl: (service) => natsLoginUrl(clientPorts(stack.ports), service, stack.natsPasswords),
    databaseUrl: (service) => runtimeUrl(stack.ports, service),
    urlsOf: (service) => replicasOf(service, stack.states()).map(({ url }) => url),
    pids: () =>
      Object.fromEntries(names.map((name) => [name, stateOf(name)?.pid ?? 0])) as Record<StackProcess, number>,
    restarts: (name) => stateOf(name)?.restarts ?? 0,
    kill: (name, signal = 'SIGKILL') => stack.supervisor.get(name).kill(signal),
    restart: async (name) => {
      const one = stack.supervisor.get(name);
      await one.stop('held');
      await one.resume();
    },
    halt: (name) => stack.supervisor.get(name).stop('held'),
    resume: (name) => stack.supervisor.get(name).resume(),
    startReplica: async (service, env) => {
      const { name, url } = await stack.startReplica(service, env);
      return { name: name as Replica, url };
    },
    ready: async (name, timeoutMs = 30_000) => {
      await waitFor(async () => (await readiness(stateOf(name)?.url ?? '')).ready, {
        timeoutMs,
        everyMs: 50,
        describe: `${name} to be ready`,
      });
    },
    clusterFormed: () => clusterFormed(stack.ports, AbortSignal.timeout(clusterWithinMs)),
    log: (name) => readFileSync(join(stack.logsDir, `${name}.log`), 'utf8'),
    stop: async () => {
      await stack.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};

/** The small streams of a test: a machine that runs several stacks must not promise tens of gigabytes. */
const smallStreams = { ORDERS_MAX_BYTES: String(64 * 1024 ** 2), STREAM_MAX_BYTES: String(64 * 1024 ** 2) };

export const startTestStack = async (options: TestStackOptions = {}): Promise<TestStack> => {
  const { env = {}, replicas = 1, adaptPlan } = options;
  const directory = temporaryDirectory('stack');
  try {
    const stack = await startLocalStack({
      stateDir: directory,
      temporary: true,
      ports: await freePorts(options.natsServers),
      env: { ...process.env, ...smallStreams, ...env },
      replicas,
      ...(adaptPlan && { adaptPlan }),
    });
    return asTestStack(stack, directory);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
};
