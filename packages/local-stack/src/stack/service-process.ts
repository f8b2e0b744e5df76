import { join } from 'node:path';
import { AppError } from '@orderflow/errors';
import { startChild } from '../process/child.ts';
import type { Guardian } from '../process/guardian.ts';
import { lastWords } from '../process/last-words.ts';
import { waitUntil } from '../process/wait-until.ts';
import { repositoryRoot, serviceDirectory } from '../repository.ts';
import { describeExit, type ProcessDefinition, type ProcessState } from './supervised-process.ts';

/** One of our own processes, a service or the simulator. */
export interface ServicePlan {
  /** Among the processes, and of its log. */
  readonly name: string;
  /** Its folder below services/; default: `name`. Replicas of one service have it in common. */
  readonly service?: string;
  readonly url: string;
  /** On top of the environment we were started with. */
  readonly env: Readonly<Record<string, string>>;
  /** Arguments of Node on top of the usual ones. */
  readonly nodeArguments?: readonly string[];
  /** How long a stop may take before the process is killed. */
  readonly stopGraceMs: number;
}

const startTimeoutMs = 60_000;

/** The bounds of V8's memory, as in every other place where a service is started. */
export const nodeSettingsFile = join(repositoryRoot, 'services/node.env');

/** Arguments of Node for a service in development: from its sources, with telemetry loaded first. */
export const serviceArguments = (name: string, more: readonly string[] = []): readonly string[] => [
  `--env-file=${nodeSettingsFile}`,
  '--conditions=@orderflow/source',
  ...more,
  '--import',
  '@orderflow/telemetry/register',
  join(serviceDirectory(name), 'src/main.ts'),
];

/** A restart need not compile again what the last start has: a third less CPU until a service is ready. */
const compileCache = join(repositoryRoot, 'node_modules/.cache/node-compile');

// What npm, a test runner or a debugger put into our environment is meant for us, not for the services.
const notForChildren = /^(npm_|INIT_CWD$|NODE_OPTIONS$|NODE_ENV$|VITEST|TEST$|FORCE_COLOR$)/;
// Logins of others; and a file for what a child is given as a value would be one too many.
const loginsOfOthers =
  /^(NATS_(SETUP|ORDER|PAYMENT|INVENTORY)_PASSWORD|POSTGRES_ADMIN_URL|((ORDER|PAYMENT|INVENTORY)_)?DATABASE_(OWNER_)?PASSWORD|NATS_PASSWORD|DATABASE_URL)(_FILE)?$/;

export const childEnvironment = (
  env: NodeJS.ProcessEnv,
  own: Readonly<Record<string, string>>,
): Record<string, string> => {
  const inherited = Object.entries(env).flatMap(([name, value]) =>
    value === undefined || notForChildren.test(name) || loginsOfOthers.test(name) ? [] : [[name, value] as const],
  );
  return { NODE_COMPILE_CACHE: compileCache, ...Object.fromEntries(inherited), ...own };
};

const isAlive = async (url: string): Promise<boolean> =>
  (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) })).ok;

export interface ServiceProcessOptions {
  readonly plan: ServicePlan;
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  readonly guardian: Guardian;
}

/** How the supervisor starts it: it counts as running once `/healthz` answers; readiness is another matter. */
export const serviceProcess = (options: ServiceProcessOptions): ProcessDefinition => ({
  name: options.plan.name,
  url: options.plan.url,
  stopGraceMs: options.plan.stopGraceMs,
  start: async (signal) => {
    const { plan, logFile } = options;
    const { service = plan.name } = plan;
    const child = startChild({
      command: process.execPath,
      args: serviceArguments(service, plan.nodeArguments),
      env: childEnvironment(options.env, plan.env),
      // Packages are looked up from here, `--import` included.
      cwd: serviceDirectory(service),
      logFile,
      guardian: options.guardian,
    });
    try {
      await waitUntil(
        async () => {
          if (child.running()) return isAlive(plan.url);
          const words = lastWords(logFile);
          throw new AppError(
            'DEPENDENCY_UNAVAILABLE',
            `${plan.name} ${describeExit(await child.exited)} while starting${words ? `; its log ends with: ${words}` : ''}`,
          );
        },
        {
          timeoutMs: startTimeoutMs,
          describe: `${plan.name} to answer at ${plan.url}/healthz (see ${logFile})`,
          signal,
        },
      );
    } catch (error) {
      await child.stop(5_000);
      throw error;
    }
    return child;
  },
});

export interface Readiness {
  readonly ready: boolean;
  /** What is not well, in a few words; empty when all is. */
  readonly detail: string;
}

interface ReadyzBody {
  readonly parts?: Readonly<Record<string, { readonly state?: string; readonly reason?: string }>>;
}

/** What `/readyz` says. Never rejects: a service that does not answer is not ready. */
export const readiness = async (url: string): Promise<Readiness> => {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) });
    const { parts = {} } = (await response.json()) as ReadyzBody;
    const unwell = Object.entries(parts).filter(([, part]) => part.state !== 'ok');
    const detail = unwell.map(([name, { state, reason }]) => `${name} ${state}${reason ? ` (${reason})` : ''}`);
    return { ready: response.ok, detail: detail.join(', ') };
  } catch {
    return { ready: false, detail: 'does not answer' };
  }
};

/** By name, of the processes that have a `/readyz`. */
export const readinessOfAll = async (states: readonly ProcessState[]): Promise<ReadonlyMap<string, Readiness>> => {
  const asked = states.filter(({ url }) => url.startsWith('http:'));
  return new Map(await Promise.all(asked.map(async ({ name, url }) => [name, await readiness(url)] as const)));
};
