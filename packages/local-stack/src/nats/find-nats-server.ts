import { existsSync, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { AppError } from '@orderflow/errors';
import { hostEnvironment } from '../config.ts';
import { cacheDirectory, placeProgram } from '../fetch/cache.ts';
import { fetchFromDebian } from '../fetch/debian-package.ts';
import { withFetchLock } from '../fetch/fetch-lock.ts';
import { fetchRelease, release } from './nats-release.ts';
import { atLeast, natsVersion, oldestNats } from './nats-version.ts';

export interface NatsProgram {
  readonly path: string;
  readonly version: string;
  /** Where it came from, for people. */
  readonly source: string;
  /** What was passed over on the way, one sentence each: "/usr/sbin/nats-server is 2.9.10, older than 2.10.0". */
  readonly skipped: readonly string[];
}

export interface FindNatsOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Told what takes time. */
  progress?(step: string): void;
  /** Where to fetch from, in order, when the machine has none. Default: the official release, then Debian's archive. */
  readonly fetchers?: readonly Fetcher[];
  /** Folders to look into after PATH. Default: where systems put servers although PATH may lack it. */
  readonly places?: readonly string[];
}

const usualPlaces = ['/usr/sbin', '/usr/local/bin', '/opt/homebrew/bin'] as const;

/** Calls `keep` with a program that is good for the moment of the call, or rejects with the reason. */
export interface Fetcher {
  readonly name: string;
  fetch(
    keep: (program: string) => void,
    options: { signal?: AbortSignal; progress(step: string): void },
  ): Promise<void>;
}

const officialRelease: Fetcher = { name: `official release ${release.version}`, fetch: fetchRelease };
const debianPackage: Fetcher = {
  name: 'Debian package',
  fetch: (keep, options) => fetchFromDebian({ package: 'nats-server', pick: newEnough }, keep, options),
};

type Look = { readonly found: NatsProgram } | { readonly skipped: string } | undefined;

const look = (path: string, source: string): Look => {
  if (!existsSync(path)) return undefined;
  const version = natsVersion(path);
  if (version === undefined) return { skipped: `${path} is no nats-server that runs here` };
  if (!atLeast(version, oldestNats)) return { skipped: `${path} is ${version}, older than ${oldestNats}` };
  return { found: { path, version, source, skipped: [] } };
};

const newEnough = (unpacked: string): string | undefined => {
  const program = globSync(join(unpacked, 'usr/{sbin,bin}/nats-server'))[0];
  const version = program === undefined ? undefined : natsVersion(program);
  return version !== undefined && atLeast(version, oldestNats) ? program : undefined;
};

const fromVariable = (path: string): NatsProgram => {
  const result = look(path, 'NATS_SERVER_BIN');
  if (result && 'found' in result) return result.found;
  const why = result ? result.skipped : `${path} does not exist`;
  throw new AppError('DEPENDENCY_UNAVAILABLE', `NATS_SERVER_BIN cannot be used: ${why}. Correct it or unset it.`);
};

/** On this machine already: in one of the folders, or in the cache. */
const onMachine = (folders: readonly string[], cached: string, skipped: string[]): NatsProgram | undefined => {
  const paths = [...new Set(folders)].map((folder) => ({ path: join(folder, 'nats-server'), source: 'PATH' }));
  for (const { path, source } of [...paths, { path: cached, source: 'cache' }]) {
    const result = look(path, source);
    if (result && 'found' in result) return result.found;
    if (result) skipped.push(result.skipped);
  }
  return undefined;
};

const fetchInto = async (
  cached: string,
  options: FindNatsOptions,
  skipped: readonly string[],
): Promise<NatsProgram> => {
  const { fetchers = [officialRelease, debianPackage], progress = () => undefined, signal } = options;
  const reasons: string[] = [];
  for (const fetcher of fetchers) {
    signal?.throwIfAborted();
    try {
      await fetcher.fetch((program) => placeProgram(program, cached), { progress, ...(signal ? { signal } : {}) });
      const result = look(cached, fetcher.name);
      if (result && 'found' in result) return { ...result.found, skipped };
      reasons.push(`${fetcher.name}: ${result ? result.skipped : 'nothing arrived'}`);
    } catch (error) {
      reasons.push(`${fetcher.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const passedOver = skipped.length > 0 ? ` (passed over: ${skipped.join('; ')})` : '';
  throw new AppError(
    'DEPENDENCY_UNAVAILABLE',
    `No nats-server ${oldestNats} or newer could be had${passedOver} — ${reasons.join(' · ')}. Install it (https://nats.io/download, \`brew install nats-server\`, \`apt install nats-server\`) or set NATS_SERVER_BIN to its path.`,
  );
};

/**
 * nats-server 2.10 or newer: NATS_SERVER_BIN, PATH, the cache, or fetched into the cache. Several may look at once:
 * one fetches, the others wait for it.
 */
export const findNatsServer = async (options: FindNatsOptions = {}): Promise<NatsProgram> => {
  const { env = hostEnvironment, progress = () => undefined, signal, places = usualPlaces } = options;
  if (env.NATS_SERVER_BIN) return fromVariable(env.NATS_SERVER_BIN);
  const cached = join(cacheDirectory(env), 'nats-server');
  const skipped: string[] = [];
  const folders = [...(env.PATH ?? '').split(delimiter).filter(Boolean), ...places];
  const present = onMachine(folders, cached, skipped);
  if (present) return { ...present, skipped };
  return withFetchLock(`${cached}.lock`, { progress, ...(signal ? { signal } : {}) }, async () => {
    const meanwhile = look(cached, 'cache');
    if (meanwhile && 'found' in meanwhile) return { ...meanwhile.found, skipped };
    return fetchInto(cached, options, skipped);
  });
};
