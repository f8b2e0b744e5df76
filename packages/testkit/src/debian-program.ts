import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheDirectory, fetchFromDebian, placeProgram, withFetchLock } from '@orderflow/local-stack';

/** A program that tests run and nothing of ours needs, and the package of Debian that has it. */
export interface WantedProgram {
  readonly name: string;
  readonly package: string;
  /** Variable that may hold its path. */
  readonly variable: string;
}

/**
 * The path of the program: the variable's, one in PATH or in the cache, or fetched into the cache from Debian's archive.
 * Rejects with the reason when it is not to be had.
 */
export const findDebianProgram = async ({ name, package: debian, variable }: WantedProgram): Promise<string> => {
  const set = process.env[variable];
  if (set) return set;
  const cached = join(cacheDirectory(), name);
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const found = [...folders.map((folder) => join(folder, name)), cached].find((path) => existsSync(path));
  if (found !== undefined) return found;
  const progress = (step: string): void => console.info(step);
  await withFetchLock(`${cached}.lock`, { progress }, async () => {
    if (existsSync(cached)) return;
    const pick = (unpacked: string): string | undefined =>
      [join(unpacked, 'usr/bin', name)].find((path) => existsSync(path));
    await fetchFromDebian({ package: debian, pick }, (program) => placeProgram(program, cached), { progress });
  });
  return cached;
};
