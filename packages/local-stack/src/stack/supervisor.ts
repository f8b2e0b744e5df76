import { AppError } from '@orderflow/errors';
import {
  createSupervisedProcess,
  type ProcessDefinition,
  type ProcessState,
  type SupervisedProcess,
} from './supervised-process.ts';

export interface Supervisor {
  states(): readonly ProcessState[];
  /** Adds the process and starts it; rejects when this first start fails. */
  start(definition: ProcessDefinition, signal?: AbortSignal): Promise<void>;
  /** Rejects with NOT_FOUND for a name that is none. */
  get(name: string): SupervisedProcess;
  /** Stops the groups one after the other, all of a group at once. Names that were never started are passed over. */
  stop(groups: ReadonlyArray<readonly string[]>): Promise<void>;
  /** SIGKILL to all, at once. */
  killAll(): void;
}

/** `longestDelayMs`: before a process that keeps ending is started again; default 15 s. */
export const createSupervisor = (onChange: () => void, longestDelayMs?: number): Supervisor => {
  const processes = new Map<string, SupervisedProcess>();
  const get = (name: string): SupervisedProcess => {
    const found = processes.get(name);
    if (found) return found;
    throw new AppError('NOT_FOUND', `There is no process ${name}: it is one of ${[...processes.keys()].join(', ')}.`);
  };
  return {
    get,
    states: () => [...processes.values()].map((one) => one.state()),
    start: (definition, signal) => {
      const one = createSupervisedProcess(definition, onChange, longestDelayMs);
      processes.set(definition.name, one);
      return one.start(signal);
    },
    stop: async (groups) => {
      for (const group of groups) {
        const members = group.flatMap((name) => processes.get(name) ?? []);
        await Promise.all(members.map((one) => one.stop('stopped')));
      }
    },
    killAll: () => {
      for (const one of processes.values()) one.kill('SIGKILL');
    },
  };
};
