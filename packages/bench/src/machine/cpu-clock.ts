import { readdirSync, readFileSync } from 'node:fs';
import { AppError } from '@orderflow/errors';
import { type ProcStat, parseProcStat } from './proc-stat.ts';

const statOf = (pid: number): ProcStat | undefined => {
  try {
    return parseProcStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
};

/** Microseconds of CPU of a process with all its threads; children that it waited for count with it. */
export const processTime = (pid: number): number => {
  const stat = statOf(pid);
  if (stat === undefined) {
    throw new AppError(
      'DEPENDENCY_UNAVAILABLE',
      process.platform === 'linux'
        ? `Process ${pid} ended while it was measured: see its log.`
        : `CPU by process is read from /proc, which ${process.platform} does not have: run the bench on Linux.`,
    );
  }
  return stat.ownMicros + stat.endedChildrenMicros;
};

const childrenOf = (pid: number): readonly ProcStat[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? [])
    .filter(({ parentPid }) => parentPid === pid);

/** A process with its living and its ended children: a backend that leaves is then in the time of the postmaster. */
export const familyTime = (pid: number): number =>
  childrenOf(pid).reduce((sum, { ownMicros }) => sum + ownMicros, processTime(pid));

/** Our own time, all threads. */
export const ownTime = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};
