import { readFileSync } from 'node:fs';
import { AppError } from '@orderflow/errors';

/** MiB of memory of a process; what it shares with others is shared out among them. */
export const proportionalSetSize = (pid: number): number => {
  try {
    const kib = /^Pss:\s+(?<kib>\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.groups?.kib;
    return Number(kib) / 1_024;
  } catch (cause) {
    throw new AppError('DEPENDENCY_UNAVAILABLE', `The memory of process ${pid} could not be read: it has ended.`, {
      cause,
    });
  }
};
