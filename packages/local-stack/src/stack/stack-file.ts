import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { NatsPasswords } from '../identities/nats-users.ts';
import { type NotedProcess, stillRuns } from '../process/process-identity.ts';
import type { StackPorts } from './ports.ts';

/** What `.orderflow/stack.json` says of the stack that runs, for the commands that come later. */
export interface StackFile {
  readonly startedAt: string;
  /** The process that supervises the others. */
  readonly supervisor: NotedProcess;
  readonly processes: readonly NotedProcess[];
  readonly ports: StackPorts;
  readonly dataDir: string;
  readonly logsDir: string;
  /** Unix socket of the supervisor. */
  readonly controlSocket: string;
  readonly postgresAdminUrl: string;
  /** With the login of set-up, which may do everything at the log. */
  readonly natsAdminUrl: string;
  readonly natsPasswords: NatsPasswords;
}

const pathIn = (stateDir: string): string => join(stateDir, 'stack.json');

export const writeStackFile = (stateDir: string, file: StackFile): void => {
  mkdirSync(stateDir, { recursive: true });
  const partial = `${pathIn(stateDir)}.${process.pid}`;
  writeFileSync(partial, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  renameSync(partial, pathIn(stateDir));
};

export const removeStackFile = (stateDir: string): void => rmSync(pathIn(stateDir), { force: true });

/** What the file says, whether that stack still runs or not; undefined when there is none. */
export const readStackFile = (stateDir: string): StackFile | undefined => {
  try {
    return JSON.parse(readFileSync(pathIn(stateDir), 'utf8')) as StackFile;
  } catch {
    return undefined;
  }
};

/** The stack that runs now, undefined when none does. */
export const runningStack = (stateDir: string): StackFile | undefined => {
  const file = readStackFile(stateDir);
  return file && stillRuns(file.supervisor) ? file : undefined;
};

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    // Gone meanwhile.
  }
};

/**
 * Ends what a supervisor that was killed has left behind: exactly the processes it noted, recognised by their start
 * time. Resolves with their names.
 */
export const endLeftovers = async (stateDir: string): Promise<readonly string[]> => {
  const file = readStackFile(stateDir);
  if (file === undefined || stillRuns(file.supervisor)) return [];
  const left = file.processes.filter(stillRuns);
  for (const { name, pid } of left) signal(pid, name === 'postgres' ? 'SIGINT' : 'SIGTERM');
  for (let turn = 0; turn < 100 && left.some(stillRuns); turn++) await delay(100);
  for (const noted of left) if (stillRuns(noted)) signal(noted.pid, 'SIGKILL');
  for (let turn = 0; turn < 50 && left.some(stillRuns); turn++) await delay(100);
  removeStackFile(stateDir);
  return left.map(({ name }) => name);
};
