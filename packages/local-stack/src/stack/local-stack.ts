import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync, renameSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@orderflow/errors';
import { readConfig } from '@orderflow/service-kit';
import { setUpConfig } from '../config.ts';
import { findNatsServer } from '../nats/find-nats-server.ts';
import { findPostgres } from '../postgres/find-postgres.ts';
import { postgresPlace } from '../postgres/postgres-place.ts';
import { createGuardian } from '../process/guardian.ts';
import { type NotedProcess, processIdentity } from '../process/process-identity.ts';
import { waitUntil } from '../process/wait-until.ts';
import { seed } from '../seed/seed.ts';
import { setUp } from '../setup/set-up.ts';
import { topologyOptions } from '../setup/topology-options.ts';
import { startControlServer } from './control.ts';
import type { StackPorts } from './ports.ts';
import { type Progress, silent } from './progress.ts';
import { adminUrl, natsProcess, postgresProcess } from './servers.ts';
import {
  pspName,
  pspPlan,
  type StackUrls,
  serviceGraceMs,
  serviceNames,
  servicePlan,
  stackUrls,
} from './service-plans.ts';
import { readiness, type ServicePlan, serviceProcess } from './service-process.ts';
import { endLeftovers, removeStackFile, runningStack, writeStackFile } from './stack-file.ts';
import type { ProcessState } from './supervised-process.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';

export interface LocalStackOptions {
  /** Where the control file goes: `.orderflow`. */
  readonly stateDir: string;
  /** Where data and logs go. Default: `stateDir`. */
  readonly dataDir?: string;
  readonly ports: StackPorts;
  /** What the processes inherit, and what configures them. */
  readonly env: NodeJS.ProcessEnv;
  readonly progress?: Progress;
  /** Gives up a start that is under way: what was started is stopped. */
  readonly signal?: AbortSignal;
  /** A process came up, went down, or is about to be started again. */
  onChange?(states: readonly ProcessState[]): void;
}

export interface LocalStack {
  readonly ports: StackPorts;
  readonly urls: StackUrls;
  readonly postgresAdminUrl: string;
  readonly dataDir: string;
  readonly logsDir: string;
  readonly supervisor: Supervisor;
  states(): readonly ProcessState[];
  /** Services first, then psp-simulator, then the servers; at most about 18 s. Nothing is left running. */
  stop(): Promise<void>;
  /** At once, without draining. */
  kill(): void;
}

/** Largest log that is carried on; a larger one is set aside as `<name>.log.1` at the next start. */
const maxLogBytes = 32 * 1024 ** 2;

const setLogAside = (logsDir: string, name: string): string => {
  const file = join(logsDir, `${name}.log`);
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > maxLogBytes) renameSync(file, `${file}.1`);
  return file;
};

const makeWritable = (directory: string): void => {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
  } catch (cause) {
    const message = `${directory} cannot be written to: remove it (it may belong to another user), or run this as its owner.`;
    throw new AppError('CONFIG_INVALID', message, { cause });
  }
};

// Paths of Unix sockets may have about a hundred bytes, which a checkout's own path may exceed.
const controlSocketPath = (stateDir: string): string =>
  join(tmpdir(), `orderflow-${createHash('sha256').update(stateDir).digest('hex').slice(0, 16)}.sock`);

const noted = (states: readonly ProcessState[]): readonly NotedProcess[] =>
  states.flatMap(({ name, pid }) => {
    const identity = processIdentity(pid);
    return identity === undefined ? [] : [{ name, pid, identity }];
  });

const stopOrder = [[...serviceNames], [pspName], ['nats', 'postgres']];

/** The whole of it as child processes: nats-server, Postgres, set-up, psp-simulator, the services, the catalogue. */
export const startLocalStack = async (options: LocalStackOptions): Promise<LocalStack> => {
  const { stateDir, dataDir = stateDir, ports, env, progress = silent } = options;
  const aborted = options.signal ?? new AbortController().signal;
  makeWritable(stateDir);
  const logsDir = join(dataDir, 'logs');
  makeWritable(logsDir);
  const running = runningStack(stateDir);
  if (running) {
    throw new AppError(
      'CONFIG_INVALID',
      `A stack of this checkout is running already (process ${running.supervisor.pid}, since ${running.startedAt}): see it with \`npm run orderflow -- status\`, end it with \`npm run orderflow -- stop\`.`,
    );
  }
  const leftovers = await endLeftovers(stateDir);
  if (leftovers.length > 0) progress.note(`Ended what a killed start had left running: ${leftovers.join(', ')}`);

  const guardian = createGuardian();
  const urls = stackUrls(ports);
  const config = readConfig(setUpConfig, env);
  const topology = topologyOptions(config);
  const controlSocket = controlSocketPath(stateDir);
  const startedAt = new Date().toISOString();
  const self = { name: 'supervisor', pid: process.pid, identity: processIdentity(process.pid) ?? '' };
  const postgresAdminUrl = adminUrl(ports);
  const supervisor = createSupervisor(() => {
    const states = supervisor.states();
    const processes = noted(states);
    writeStackFile(stateDir, {
      startedAt,
      supervisor: self,
      processes,
      ports,
      dataDir,
      logsDir,
      controlSocket,
      postgresAdminUrl,
    });
    options.onChange?.(states);
  });
  const control = await startControlServer(controlSocket, supervisor);

  const stop = async (): Promise<void> => {
    await supervisor.stop(stopOrder);
    await control.close();
    guardian.dismiss();
    removeStackFile(stateDir);
  };

  const launch = (plan: ServicePlan): Promise<void> => {
    const logFile = setLogAside(logsDir, plan.name);
    return supervisor.start(serviceProcess({ plan, env, logFile, stopGraceMs: serviceGraceMs, guardian }), aborted);
  };
  const launchWhenReady = async (plan: ServicePlan): Promise<void> => {
    await launch(plan);
    let unwell = '';
    const ready = async () => {
      const now = await readiness(plan.url);
      unwell = now.detail;
      return now.ready;
    };
    await waitUntil(ready, { timeoutMs: 60_000, describe: `${plan.name} to be ready`, signal: aborted }).catch(
      (cause) => {
        if (aborted.aborted) throw cause;
        throw new AppError('DEPENDENCY_UNAVAILABLE', `${plan.name} runs but is not ready: ${unwell}.`, { cause });
      },
    );
  };

  try {
    const place = postgresPlace(dataDir);
    const servers = { dataDir, logsDir, ports, guardian };
    for (const name of ['nats', 'postgres']) setLogAside(logsDir, name);
    await Promise.all([
      progress.step(
        'nats-server',
        async (say) => {
          const program = await findNatsServer({ env, progress: say, signal: aborted });
          for (const skipped of program.skipped) progress.note(`Passed over: ${skipped}`);
          await supervisor.start(natsProcess(program, topology, servers), aborted);
          return program;
        },
        ({ version, source }) => `${version} (${source}), port ${ports.nats}`,
      ),
      progress.step(
        'Postgres',
        async () => {
          const programs = findPostgres(place.user, env);
          await supervisor.start(postgresProcess(programs, place, servers), aborted);
          return programs;
        },
        ({ major, source }) =>
          `${major} (${source}), port ${ports.postgres}${place.user ? `, as user ${place.user.name}` : ''}`,
      ),
    ]);
    await progress.step(
      'setup: streams, databases, migrations',
      () => setUp({ natsUrl: urls.nats, postgresAdminUrl, topology, signal: aborted }),
      ({ changes }) => (changes.length === 0 ? 'all there' : `${changes.length} changes`),
    );
    await progress.step('services', () =>
      Promise.all([
        launchWhenReady(pspPlan(ports, dataDir)),
        ...serviceNames.map((name) => launchWhenReady(servicePlan(name, ports, env))),
      ]),
    );
    await progress.step(
      'catalogue',
      () => seed(urls.inventory, aborted),
      ({ created, present }) => (created > 0 ? `${created} products seeded` : `${present} products`),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ports,
    urls,
    postgresAdminUrl,
    dataDir,
    logsDir,
    supervisor,
    states: supervisor.states,
    stop,
    kill: supervisor.killAll,
  };
};
