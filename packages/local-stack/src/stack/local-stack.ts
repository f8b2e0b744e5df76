import { join } from 'node:path';
import { type ServiceName, serviceNames } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import { readConfig } from '@orderflow/service-kit';
import { clientConfig, setUpConfig } from '../config.ts';
import { type NatsPasswords, natsLoginUrl, natsPasswords } from '../identities/nats-users.ts';
import type { Durability } from '../nats/start-nats.ts';
import { createGuardian } from '../process/guardian.ts';
import { type NotedProcess, processIdentity } from '../process/process-identity.ts';
import { seed } from '../seed/seed.ts';
import { setUp } from '../setup/set-up.ts';
import { topologyOptions } from '../setup/topology-options.ts';
import { startControlServer } from './control.ts';
import { controlSocketPath, makeWritable } from './directories.ts';
import { type Launch, launchNats, launchPostgres, launchService, launchServices, planReplica } from './launch.ts';
import { natsName, refuseOtherNatsServers } from './nats-servers.ts';
import { choosePorts, clientPorts, isFree, type StackPorts } from './ports.ts';
import { type Progress, silent } from './progress.ts';
import { adminUrl } from './servers.ts';
import { pspName, type StackUrls, stackUrls } from './service-plans.ts';
import type { ServicePlan } from './service-process.ts';
import { endLeftovers, removeStackFile, runningStack, writeStackFile } from './stack-file.ts';
import type { ProcessState } from './supervised-process.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';

export interface LocalStackOptions {
  /** Where the control file goes: `.orderflow`. */
  readonly stateDir: string;
  /** Where data and logs go. Default: `stateDir`. */
  readonly dataDir?: string;
  /** The data are of no use to anybody later: removed even when we are killed. `stop` leaves it to the caller. */
  readonly temporary?: boolean;
  /** `environment`: those that `env` names, or the usual ones. */
  readonly ports: StackPorts | 'environment';
  /** Processes of each service. Default 1. */
  readonly replicas?: number;
  /** Where ports are from the environment: servers of the log, and replicas of each stream. Default 1. */
  readonly natsServers?: number;
  /** What the processes inherit, and what configures them. */
  readonly env: NodeJS.ProcessEnv;
  readonly progress?: Progress;
  /** Of the log. Default `process-crash`. */
  readonly durability?: Durability;
  /** Gives up a start that is under way: what was started is stopped. */
  readonly signal?: AbortSignal;
  /** Longest delay before a process that keeps ending is started again. Default 15 s. */
  readonly longestRestartDelayMs?: number;
  /** Changes how one of our processes is started: with a proxy before a server, an agent inside. Called once each. */
  adaptPlan?(plan: ServicePlan): ServicePlan;
  /** A process came up, went down, or is about to be started again. */
  onChange?(states: readonly ProcessState[]): void;
}

export interface LocalStack {
  readonly ports: StackPorts;
  readonly urls: StackUrls;
  readonly postgresAdminUrl: string;
  /** With the login of set-up, which may do everything at the log. */
  readonly natsAdminUrl: string;
  /** Of every user of the log. */
  readonly natsPasswords: NatsPasswords;
  readonly dataDir: string;
  readonly logsDir: string;
  readonly supervisor: Supervisor;
  states(): readonly ProcessState[];
  /**
   * One more process of a service, on a free port, as `<service>-2`, …; resolves when it is ready. `env` is for it alone.
   * It is stopped with the others.
   */
  startReplica(service: ServiceName, env?: Readonly<Record<string, string>>): Promise<ServicePlan>;
  /** Services first, then psp-simulator, then the servers; at most about 18 s. Nothing is left running. */
  stop(): Promise<void>;
  /** At once, without draining. */
  kill(): void;
}

/** What takes orders first, then what it needs. */
const stopOrder = (replicas: readonly string[], { nats }: StackPorts) => [
  [...serviceNames, ...replicas],
  [pspName],
  [...nats.map((_, index) => natsName(index)), 'postgres'],
];

const noted = (states: readonly ProcessState[]): readonly NotedProcess[] =>
  states.flatMap(({ name, pid }) => {
    const identity = processIdentity(pid);
    return identity === undefined ? [] : [{ name, pid, identity }];
  });

const refuseSecond = (stateDir: string): void => {
  const running = runningStack(stateDir);
  if (running === undefined) return;
  throw new AppError(
    'CONFIG_INVALID',
    `A stack of this checkout is running already (process ${running.supervisor.pid}, since ${running.startedAt}): see it with \`npm run orderflow -- status\`, end it with \`npm run orderflow -- stop\`.`,
  );
};

/** A supervisor that notes down what it runs, for the commands that come later and for a start after a kill. */
const createNotingSupervisor = (
  options: LocalStackOptions,
  ports: StackPorts,
  passwords: NatsPasswords,
  logsDir: string,
  controlSocket: string,
): Supervisor => {
  const { stateDir, dataDir = stateDir } = options;
  const facts = {
    startedAt: new Date().toISOString(),
    supervisor: { name: 'supervisor', pid: process.pid, identity: processIdentity(process.pid) ?? '' },
    ports,
    dataDir,
    logsDir,
    controlSocket,
    postgresAdminUrl: adminUrl(ports),
    natsAdminUrl: natsLoginUrl(clientPorts(ports), 'setup', passwords),
    natsPasswords: passwords,
  };
  const supervisor = createSupervisor(() => {
    const states = supervisor.states();
    writeStackFile(stateDir, { ...facts, processes: noted(states) });
    options.onChange?.(states);
  }, options.longestRestartDelayMs);
  return supervisor;
};

/** In a cluster each new stream elects its leader, which takes its time on a busy machine. */
const leadersWithinSeconds = 30;

const launchAll = async (launch: Launch, replicas: readonly ServicePlan[]): Promise<void> => {
  const { ports, passwords, env, progress, signal } = launch;
  const urls = stackUrls(ports);
  const topology = topologyOptions(readConfig(setUpConfig, env));
  await Promise.all([launchNats(launch, topology), launchPostgres(launch)]);
  await progress.step(
    'setup: streams, databases, migrations',
    () =>
      setUp({
        natsUrl: natsLoginUrl(clientPorts(ports), 'setup', passwords),
        postgresAdminUrl: adminUrl(ports),
        topology,
        waitSeconds: leadersWithinSeconds,
        signal,
      }),
    ({ changes }) => (changes.length === 0 ? 'all there' : `${changes.length} changes`),
  );
  await launchServices(launch, replicas);
  await progress.step(
    'catalogue',
    () => seed({ inventoryUrl: urls.inventory, apiKey: readConfig(clientConfig, env).ORDERFLOW_API_KEY, signal }),
    ({ created, present }) => (created > 0 ? `${created} products seeded` : `${present} products`),
  );
};

/** The whole of it as child processes: nats-server, Postgres, set-up, psp-simulator, the services, the catalogue. */
export const startLocalStack = async (options: LocalStackOptions): Promise<LocalStack> => {
  const { stateDir, dataDir = stateDir, progress = silent, durability = 'process-crash' } = options;
  const logsDir = join(dataDir, 'logs');
  for (const directory of [stateDir, dataDir, logsDir]) makeWritable(directory);
  refuseSecond(stateDir);
  const leftovers = await endLeftovers(stateDir);
  if (leftovers.length > 0) progress.note(`Ended what a killed start had left running: ${leftovers.join(', ')}`);

  // Only now: what was left running may have held them.
  const { ports, replaced } =
    options.ports === 'environment'
      ? await choosePorts(options.env, isFree, options.natsServers)
      : { ports: options.ports, replaced: [] };
  refuseOtherNatsServers(dataDir, ports.nats.length);
  for (const sentence of replaced) progress.note(sentence);

  // A cluster is there to have each stream on every server of it.
  const env = { ...options.env, ...(ports.nats.length > 1 && { STREAM_REPLICAS: String(ports.nats.length) }) };
  const passwords = natsPasswords(env);
  const controlSocket = controlSocketPath(stateDir);
  const supervisor = createNotingSupervisor(options, ports, passwords, logsDir, controlSocket);
  const control = await startControlServer(controlSocket, supervisor);
  const guardian = createGuardian();
  if (options.temporary) guardian.removeOnDeath(dataDir);
  const replicas: string[] = [];
  const stop = async (): Promise<void> => {
    await supervisor.stop(stopOrder(replicas, ports));
    await control.close();
    guardian.dismiss();
    removeStackFile(stateDir);
  };

  // One part that fails ends the waiting of the others.
  const givenUp = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, givenUp.signal]) : givenUp.signal;
  const adaptPlan = options.adaptPlan?.bind(options) ?? ((plan: ServicePlan) => plan);
  const started = { dataDir, logsDir, ports, passwords, env, guardian, durability };
  const launch = { ...started, supervisor, progress, signal, adaptPlan };
  const planNext = async (service: ServiceName): Promise<ServicePlan> => {
    const number = replicas.filter((name) => name.startsWith(`${service}-`)).length + 2;
    const plan = await planReplica(launch, service, number);
    replicas.push(plan.name);
    return plan;
  };
  const startReplica: LocalStack['startReplica'] = async (service, own = {}) => {
    const plan = await planNext(service);
    const adapted = adaptPlan({ ...plan, env: { ...plan.env, ...own } });
    await launchService(launch, adapted);
    return adapted;
  };
  try {
    const further: ServicePlan[] = [];
    for (let number = 2; number <= (options.replicas ?? 1); number++) {
      for (const service of serviceNames) further.push(await planNext(service));
    }
    await launchAll(launch, further);
  } catch (error) {
    givenUp.abort();
    await stop();
    throw error;
  }
  const { states, killAll: kill } = supervisor;
  return {
    ports,
    urls: stackUrls(ports),
    postgresAdminUrl: adminUrl(ports),
    natsAdminUrl: natsLoginUrl(clientPorts(ports), 'setup', passwords),
    natsPasswords: passwords,
    dataDir,
    logsDir,
    supervisor,
    states,
    startReplica,
    stop,
    kill,
  };
};
