import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * A text that two processes never share, even when the second gets the process id of the first: its start time, and
 * on Linux the boot it belongs to. Undefined when there is no such process.
 */
export const processIdentity = (pid: number): string | undefined => {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The name in parentheses may hold anything; after it come state (field 3) and, 19 further on, the start time.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields[0] === 'Z') return undefined;
      const boot = existsSync('/proc/sys/kernel/random/boot_id')
        ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
        : '';
      return `${boot}:${fields[19]}`;
    } catch {
      return undefined;
    }
  }
  const said = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const started = (said.stdout ?? '').trim();
  return started === '' ? undefined : started;
};

/** A process as it was noted down, to be recognised later. */
export interface NotedProcess {
  readonly name: string;
  readonly pid: number;
  readonly identity: string;
}

/** True when this very process still runs, not another one that has its number now. */
export const stillRuns = (noted: Pick<NotedProcess, 'pid' | 'identity'>): boolean =>
  processIdentity(noted.pid) === noted.identity;
