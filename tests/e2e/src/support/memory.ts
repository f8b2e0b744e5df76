import { readdirSync, readFileSync } from 'node:fs';
import type { TestStack } from '@orderflow/testkit';

// Linux alone tells the proportional share (PSS) of a process: pages that several map are counted once over all.

const kibIn = (text: string, field: string): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);

/** The most that a process has had resident since it started, in MiB. */
export const peakResidentMib = (pid: number): number => {
  const kib = kibIn(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmHWM');
  if (kib === 0) throw new Error(`void: the memory of process ${pid} cannot be read`);
  return kib / 1024;
};

/** Empty for a process that has ended meanwhile. */
const procFile = (pid: number, name: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
};

const parentOf = (pid: number): number => {
  const stat = procFile(pid, 'stat');
  // The name in parentheses may hold anything; after it come the state and the parent.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
};

/** These processes and all below them: Postgres has one for each connection. */
const withDescendants = (roots: readonly number[]): ReadonlySet<number> => {
  const children = Map.groupBy(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number),
    parentOf,
  );
  const found = new Set(roots.filter((pid) => pid > 0));
  for (const pid of found) for (const child of children.get(pid) ?? []) found.add(child);
  return found;
};

const proportionalMib = (stack: TestStack): number => {
  let kib = 0;
  for (const pid of withDescendants(Object.values(stack.pids()))) kib += kibIn(procFile(pid, 'smaps_rollup'), 'Pss');
  return kib / 1024;
};

/** Looks twice a second. `stop` answers with the most that all processes of the stack had together, in MiB of PSS. */
export const watchMemory = (stack: TestStack): { stop(): number } => {
  let peakMib = proportionalMib(stack);
  if (peakMib === 0) throw new Error('void: the memory of the stack cannot be read');
  const look = (): void => {
    peakMib = Math.max(peakMib, proportionalMib(stack));
  };
  const timer = setInterval(look, 500);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return peakMib;
    },
  };
};
