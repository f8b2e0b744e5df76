import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { AppError } from '@orderflow/errors';
import { agentVariables } from './agent/config.ts';
import type { FailpointName } from './names.ts';
import type { Command, Counts, Hit, Reply } from './protocol.ts';

export type { Counts, Hit } from './protocol.ts';

export interface AgentPlan {
  /** Arguments of Node that load the agent, from wherever the process is started. */
  readonly nodeArguments: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface AgentPlanOptions {
  /** Unix socket that the agent will listen on: at most 100 bytes, one for each process. */
  readonly socketPath: string;
  /** Where the agent notes its hits. */
  readonly hitsFile: string;
  /** Name of the process in the hits. */
  readonly service: string;
}

/** How a process of ours has to be started so that there is an agent in it. */
export const agentPlan = ({ socketPath, hitsFile, service }: AgentPlanOptions): AgentPlan => ({
  nodeArguments: ['--import', import.meta.resolve('@orderflow/failpoints/agent')],
  env: {
    [agentVariables.socket]: socketPath,
    [agentVariables.hits]: hitsFile,
    [agentVariables.service]: service,
  },
});

/**
 * The agent in one process, seen from outside. It may be asked again after the process was replaced: each call makes a
 * connection of its own. What was armed or shifted died with the process before. Every call rejects with
 * DEPENDENCY_UNAVAILABLE while no agent answers there.
 */
export interface AgentRemote {
  /** The process kills itself the `after`-th time (default: the first) that it reaches the point from now on. */
  arm(failpoint: FailpointName, after?: number): Promise<void>;
  /** Without a point: all of them. */
  disarm(failpoint?: FailpointName): Promise<void>;
  /** Shifts `Date` in the process, by milliseconds against the machine's clock; not monotonic clocks, not timers. */
  clock(offsetMs: number): Promise<void>;
  /** How often each point was reached since the process started. */
  counts(): Promise<Counts>;
  /** The process that answers. */
  pid(): Promise<number>;
}

const timeoutMs = 2_000;

const ask = (socketPath: string, command: Command): Promise<Reply & { ok: true }> =>
  new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    const fail = (why: string, cause?: unknown): void => {
      socket.destroy();
      reject(new AppError('DEPENDENCY_UNAVAILABLE', `No agent answered at ${socketPath}: ${why}.`, { cause }));
    };
    socket.setTimeout(timeoutMs, () => fail(`nothing within ${timeoutMs} ms`));
    const lines = createInterface({ input: socket });
    // The reader of lines passes on what the socket says.
    for (const source of [socket, lines]) source.on('error', (error: Error) => fail(error.message, error));
    socket.on('close', () => fail('the connection was closed'));
    lines.once('line', (line) => {
      const reply = JSON.parse(line) as Reply;
      if (reply.ok) resolve(reply);
      else reject(new AppError('VALIDATION_FAILED', `The agent refused the command: ${reply.reason}.`));
      socket.destroy();
    });
    socket.write(`${JSON.stringify(command)}\n`);
  });

export const createAgentRemote = (socketPath: string): AgentRemote => ({
  arm: async (failpoint, after = 1) => {
    await ask(socketPath, { command: 'arm', failpoint, after });
  },
  disarm: async (failpoint) => {
    await ask(socketPath, { command: 'disarm', ...(failpoint && { failpoint }) });
  },
  clock: async (offsetMs) => {
    await ask(socketPath, { command: 'clock', offsetMs });
  },
  counts: async () => (await ask(socketPath, { command: 'counts' })).counts ?? {},
  pid: async () => (await ask(socketPath, { command: 'counts' })).pid,
});

/** The hits in a hits file, oldest first. */
export const parseHits = (text: string): readonly Hit[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Hit);
