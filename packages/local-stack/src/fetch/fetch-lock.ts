import { closeSync, mkdirSync, openSync, rmSync, statSync, utimesSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@orderflow/errors';

interface LockOptions {
  readonly signal?: AbortSignal;
  progress(step: string): void;
}

// The holder touches its lock while it works: one that has not been touched for so long belongs to a dead process.
const touchEveryMs = 2_000;
const staleAfterMs = 10_000;
const longestWaitMs = 300_000;

const tryLock = (file: string): boolean => {
  try {
    closeSync(openSync(file, 'wx'));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
};

const isStale = (file: string): boolean => {
  const touched = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return touched !== undefined && Date.now() - touched > staleAfterMs;
};

/** Runs `work` while no other process of this machine does so under the same file. */
export const withFetchLock = async <T>(file: string, options: LockOptions, work: () => Promise<T>): Promise<T> => {
  mkdirSync(dirname(file), { recursive: true });
  const deadline = Date.now() + longestWaitMs;
  for (let turn = 0; !tryLock(file); turn++) {
    if (isStale(file)) rmSync(file, { force: true });
    if (turn === 10) options.progress(`another process is fetching ${basename(file, '.lock')}, waiting`);
    if (Date.now() > deadline)
      throw new AppError('TIMEOUT', `Waited 5 minutes for ${file}: remove it if no other start is running.`);
    await delay(100, undefined, options.signal ? { signal: options.signal } : {});
  }
  const touch = setInterval(() => utimesSync(file, new Date(), new Date()), touchEveryMs);
  try {
    return await work();
  } finally {
    clearInterval(touch);
    rmSync(file, { force: true });
  }
};
