import { chmodSync, copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { hostEnvironment } from '../config.ts';

/** Where fetched programs are kept between checkouts: `${XDG_CACHE_HOME:-~/.cache}/orderflow`. */
export const cacheDirectory = (env: NodeJS.ProcessEnv = hostEnvironment): string =>
  join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'orderflow');

/** Puts a program into place in one step, so that whoever looks meanwhile sees either nothing or the whole of it. */
export const placeProgram = (source: string, target: string): void => {
  mkdirSync(dirname(target), { recursive: true });
  const partial = `${target}.${process.pid}.${Date.now()}`;
  try {
    copyFileSync(source, partial);
    chmodSync(partial, 0o755);
    renameSync(partial, target);
  } finally {
    rmSync(partial, { force: true });
  }
};
