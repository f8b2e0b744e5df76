import { rmSync } from 'node:fs';
import { AppError } from '@orderflow/errors';
import {
  defaultStateDirectory,
  type LocalStack,
  type ProcessState,
  type Readiness,
  readinessOfAll,
  startLocalStack,
} from '@orderflow/local-stack';
import pc from 'picocolors';
import { checkEnvironment } from '../check-environment.ts';
import { environment } from '../config.ts';
import { type BoardFacts, boardLines, tryLines } from '../terminal/board.ts';
import { createChangeLog } from '../terminal/change-log.ts';
import { relativePath } from '../terminal/relative-path.ts';
import { createScreen, type Screen } from '../terminal/screen.ts';
import { createSteps } from '../terminal/steps.ts';
import { stopSignals } from '../terminal/stop-signals.ts';
import { temporaryStackDirectory } from './temporary-stack-directory.ts';

export interface UpOptions {
  readonly ephemeral: boolean;
  /** Processes of each service. */
  readonly replicas: number;
  /** Servers of the log. */
  readonly natsCluster: number;
}

const readinessEveryMs = 2_000;

const watchReadiness = (stack: LocalStack, onChange: (all: ReadonlyMap<string, Readiness>) => void) => {
  const look = async () => onChange(await readinessOfAll(stack.states()));
  void look();
  const timer = setInterval(() => void look(), readinessEveryMs);
  return () => clearInterval(timer);
};

const showBoard = (
  screen: Screen,
  stack: LocalStack,
  onStates: (listener: (states: readonly ProcessState[]) => void) => void,
) => {
  let facts: BoardFacts = { states: stack.states(), readiness: new Map() };
  const sayChanges = createChangeLog(screen);
  const logs = relativePath(stack.logsDir);
  const draw = () => {
    if (screen.interactive) screen.show(boardLines(facts, logs));
    else sayChanges(facts);
  };
  screen.print(tryLines(stack.ports).join('\n'));
  if (!screen.interactive) screen.print(boardLines(facts, logs).join('\n'));
  draw();
  onStates((states) => {
    // What a process said before it went down is not true of the one that comes up.
    const up = new Set(states.filter(({ status }) => status === 'running').map(({ name }) => name));
    const readiness = new Map([...facts.readiness].filter(([name]) => up.has(name)));
    facts = { ...facts, states, readiness };
    draw();
  });
  const unwatch = watchReadiness(stack, (all) => {
    facts = { ...facts, readiness: all };
    draw();
  });
  return () => {
    unwatch();
    onStates(() => undefined);
  };
};

/** Runs everything until a signal comes. Resolves with the exit code. */
export const up = async ({ ephemeral, replicas, natsCluster }: UpOptions): Promise<number> => {
  checkEnvironment(environment, natsCluster);
  const screen = createScreen(process.stdout);
  const steps = createSteps(screen);
  const signals = stopSignals();
  const dataDir = ephemeral ? temporaryStackDirectory() : defaultStateDirectory;
  let onStates: (states: readonly ProcessState[]) => void = () => undefined;
  let stack: LocalStack | undefined;
  const startedAt = performance.now();
  try {
    stack = await startLocalStack({
      stateDir: defaultStateDirectory,
      dataDir,
      temporary: ephemeral,
      ports: 'environment',
      replicas,
      natsServers: natsCluster,
      env: environment,
      progress: steps,
      signal: signals.stopping,
      onChange: (states) => onStates(states),
    });
    steps.close();
    const kept = ephemeral ? `data in ${dataDir}, removed at the end` : `data in ${relativePath(dataDir)}, kept`;
    screen.print(
      `\n ${pc.bold(pc.green('Orderflow runs'))} ${pc.dim(`after ${Math.round((performance.now() - startedAt) / 100) / 10} s · ${kept}`)}`,
    );
    const hideBoard = showBoard(screen, stack, (listener) => {
      onStates = listener;
    });
    await signals.first;
    hideBoard();
    screen.show([]);
    return await stopStack(stack, screen, signals.second);
  } catch (error) {
    steps.close();
    if (signals.stopping.aborted) {
      screen.print(' Stopped before it was up.');
      return 0;
    }
    throw AppError.from(error);
  } finally {
    if (ephemeral) rmSync(dataDir, { recursive: true, force: true });
  }
};

const stopStack = async (stack: LocalStack, screen: Screen, second: Promise<void>): Promise<number> => {
  const startedAt = performance.now();
  screen.print(' Stopping: services finish what they are at, then the servers (Ctrl-C again: at once)');
  let hurried = false;
  void second.then(() => {
    hurried = true;
    stack.kill();
  });
  await stack.stop();
  screen.print(` Stopped after ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
  return hurried ? 1 : 0;
};
