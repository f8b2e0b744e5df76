import { type ServiceName, serviceNames, type TopologyOptions } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import type { NatsPasswords } from '../identities/nats-users.ts';
import { clusterFormed } from '../nats/cluster.ts';
import { findNatsServer } from '../nats/find-nats-server.ts';
import type { Durability } from '../nats/start-nats.ts';
import { findPostgres } from '../postgres/find-postgres.ts';
import { postgresPlace } from '../postgres/postgres-place.ts';
import { freePort } from '../process/free-port.ts';
import type { Guardian } from '../process/guardian.ts';
import { lastWords } from '../process/last-words.ts';
import { waitUntil } from '../process/wait-until.ts';
import { openLog } from './directories.ts';
import { natsProcesses } from './nats-servers.ts';
import type { StackPorts } from './ports.ts';
import type { Progress } from './progress.ts';
import { postgresProcess } from './servers.ts';
import { pspPlan, replicaPlan, servicePlan } from './service-plans.ts';
import { readiness, type ServicePlan, serviceProcess } from './service-process.ts';
import type { Supervisor } from './supervisor.ts';

/** What every part of a start needs. */
export interface Launch {
  readonly dataDir: string;
  readonly logsDir: string;
  readonly ports: StackPorts;
  readonly passwords: NatsPasswords;
  readonly env: NodeJS.ProcessEnv;
  readonly guardian: Guardian;
  readonly supervisor: Supervisor;
  readonly progress: Progress;
  readonly durability: Durability;
  /** Gives the start up. */
  readonly signal: AbortSignal;
  adaptPlan(plan: ServicePlan): ServicePlan;
}

/** Finds or fetches nats-server, and starts it; more than one: until they are a cluster. */
export const launchNats = (launch: Launch, topology: TopologyOptions): Promise<unknown> => {
  const { env, ports, progress, supervisor, signal } = launch;
  return progress.step(
    'nats-server',
    async (say) => {
      const program = await findNatsServer({ env, progress: say, signal });
      for (const skipped of program.skipped) progress.note(`Passed over: ${skipped}`);
      const servers = natsProcesses({ ...launch, program, topology });
      for (const { name } of servers) openLog(launch.logsDir, name);
      await Promise.all(servers.map((server) => supervisor.start(server, signal)));
      if (servers.length > 1) {
        say('the servers form a cluster');
        await clusterFormed(ports, signal);
      }
      return program;
    },
    ({ version, source }) =>
      `${version} (${source}), ${ports.nats.length > 1 ? 'ports' : 'port'} ${ports.nats.map(({ client }) => client).join(', ')}`,
  );
};

/** Finds Postgres, makes its data directory if need be, and starts it. */
export const launchPostgres = (launch: Launch): Promise<unknown> => {
  const { env, ports, progress, supervisor, signal } = launch;
  openLog(launch.logsDir, 'postgres');
  return progress.step(
    'Postgres',
    async () => {
      const place = postgresPlace(launch.dataDir);
      const programs = findPostgres({ user: place.user, env });
      await supervisor.start(postgresProcess(programs, place, launch), signal);
      return { programs, place };
    },
    ({ programs: { major, source }, place: { user } }) =>
      `${major} (${source}), port ${ports.postgres}${user ? `, as user ${user.name}` : ''}`,
  );
};

const readyWithinMs = 60_000;
/** Restarts of a service before a first start is given up: it will not get over it by itself. */
const givenUpAfter = 2;

/** Starts one of our processes, and resolves when it is ready. */
export const launchService = async (launch: Launch, plan: ServicePlan): Promise<void> => {
  const { supervisor, guardian, env, signal } = launch;
  const logFile = openLog(launch.logsDir, plan.name);
  await supervisor.start(serviceProcess({ plan, env, logFile, guardian }), signal);
  let unwell = '';
  const ready = async () => {
    const { restarts, detail } = supervisor.get(plan.name).state();
    if (restarts >= givenUpAfter) {
      throw new AppError('DEPENDENCY_UNAVAILABLE', `${plan.name} does not stay up: ${detail}. ${lastWords(logFile)}`);
    }
    const now = await readiness(plan.url);
    unwell = now.detail;
    return now.ready;
  };
  try {
    await waitUntil(ready, { timeoutMs: readyWithinMs, describe: `${plan.name} to be ready`, signal });
  } catch (cause) {
    if (!AppError.is(cause, 'TIMEOUT')) throw cause;
    throw new AppError('DEPENDENCY_UNAVAILABLE', `${plan.name} runs but is not ready: ${unwell}.`, { cause });
  }
};

/** The plan of one more process of a service. */
export const planReplica = async (launch: Launch, service: ServiceName, number: number): Promise<ServicePlan> =>
  replicaPlan(servicePlan(service, launch.ports, launch.passwords, launch.env), number, await freePort());

/** Starts psp-simulator and the services, all at once, and resolves when all are ready. */
export const launchServices = (launch: Launch, replicas: readonly ServicePlan[]): Promise<unknown> => {
  const { ports, passwords, env, dataDir, progress } = launch;
  const first = serviceNames.map((name) => servicePlan(name, ports, passwords, env));
  const plans = [pspPlan(ports, dataDir), ...first, ...replicas].map((plan) => launch.adaptPlan(plan));
  let ready = 0;
  return progress.step('services', (say) =>
    Promise.all(
      plans.map(async (plan) => {
        await launchService(launch, plan);
        say(`${++ready} of ${plans.length} ready`);
      }),
    ),
  );
};
