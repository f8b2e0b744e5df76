import { connect } from 'node:net';
import { join } from 'node:path';
import { AppError } from '@orderflow/errors';
import {
  type Child,
  childEnvironment,
  freePort,
  type Guardian,
  type LocalStack,
  nodeSettingsFile,
  repositoryRoot,
  serviceArguments,
  serviceDirectory,
  servicePlan,
  startChild,
  waitUntil,
} from '@orderflow/local-stack';

/** A process that the bench measures, or needs, beside the stack. */
export interface Server {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<unknown>;
}

interface ServerOptions {
  readonly script: 'node-http' | 'noop-fastify' | 'otlp-sink' | 'accept-only';
  readonly port: number;
  /** Arguments of Node, the script among them, and of the script. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly directory: string;
  readonly guardian: Guardian;
  readonly signal: AbortSignal;
  serves(): Promise<boolean>;
}

const startWithinMs = 30_000;
const stopGraceMs = 5_000;

const scriptFile = (name: ServerOptions['script']): string =>
  join(repositoryRoot, 'packages/bench/src/servers', `${name}.ts`);

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });

const start = async (options: ServerOptions): Promise<Server> => {
  const { script, port, args, cwd, env, directory, guardian, signal } = options;
  const logFile = join(directory, `${script}.log`);
  const child: Child = startChild({ command: process.execPath, args, env, cwd, logFile, guardian });
  try {
    await waitUntil(
      async () => {
        if (child.running()) return options.serves();
        throw new AppError('DEPENDENCY_UNAVAILABLE', `${script} ended while starting: see ${logFile}.`);
      },
      { timeoutMs: startWithinMs, describe: `${script} to serve (see ${logFile})`, signal },
    );
  } catch (error) {
    await child.stop(stopGraceMs);
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, pid: child.pid, stop: () => child.stop(stopGraceMs) };
};

export interface StartOptions {
  readonly directory: string;
  readonly guardian: Guardian;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Arguments of Node on top of the usual ones. */
  readonly nodeArguments?: readonly string[];
}

/** One of the plain scripts, with the memory settings of a service; resolves when it listens. */
export const startScript = async (
  script: 'node-http' | 'noop-fastify' | 'otlp-sink',
  more: readonly string[],
  options: StartOptions,
): Promise<Server> => {
  const { nodeArguments = [] } = options;
  const port = await freePort();
  const args = [`--env-file=${nodeSettingsFile}`, ...nodeArguments, scriptFile(script), String(port), ...more];
  const env = childEnvironment(options.env, {});
  const cwd = join(repositoryRoot, 'packages/bench');
  return start({ ...options, script, port, args, cwd, env, serves: () => listens(port) });
};

/** The order service beside the stack's own, started like it, taking no messages; resolves when it is ready. */
export const startAcceptOnly = async (stack: LocalStack, options: StartOptions): Promise<Server> => {
  const port = await freePort();
  const plan = servicePlan('order', stack.ports, stack.natsPasswords, options.env);
  const args = [...serviceArguments('order', options.nodeArguments).slice(0, -1), scriptFile('accept-only')];
  const env = childEnvironment(options.env, { ...plan.env, HTTP_PORT: String(port) });
  const serves = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  return start({ ...options, script: 'accept-only', port, args, cwd: serviceDirectory('order'), env, serves });
};
