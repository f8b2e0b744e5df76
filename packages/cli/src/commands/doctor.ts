import { existsSync, mkdirSync, readFileSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import {
  choosePorts,
  defaultStateDirectory,
  fileStoreBytes,
  findNatsServer,
  findPostgres,
  postgresPlace,
  repositoryRoot,
  runningStack,
  setUpConfig,
  topologyOptions,
} from '@orderflow/local-stack';
import { readConfig } from '@orderflow/service-kit';
import pc from 'picocolors';
import { environment } from '../config.ts';

/** `ok`: nothing to do. `warning`: it works, but. `missing`: it will not work until somebody does something. */
interface Finding {
  readonly grade: 'ok' | 'warning' | 'missing';
  readonly what: string;
}

const ok = (what: string): Finding => ({ grade: 'ok', what });
const warning = (what: string): Finding => ({ grade: 'warning', what });
const missing = (what: string): Finding => ({ grade: 'missing', what });
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const gibibytes = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;

const node = (): Finding => {
  const wanted = readFileSync(join(repositoryRoot, '.nvmrc'), 'utf8').trim();
  const what = `Node ${process.versions.node} (${process.execPath})`;
  return process.versions.node === wanted ? ok(what) : warning(`${what}; the pinned version is ${wanted}`);
};

const nats = async (): Promise<readonly Finding[]> => {
  try {
    // Without a place to fetch from it only looks.
    const { version, source, path, skipped } = await findNatsServer({ env: environment, fetchers: [] });
    return [ok(`nats-server ${version} (${source}: ${path})`), ...skipped.map((one) => warning(`Passed over: ${one}`))];
  } catch (error) {
    if (environment.NATS_SERVER_BIN) return [missing(reasonOf(error))];
    return [
      warning(
        'No nats-server 2.10 or newer yet: the next start fetches one (official release, or Debian package) into the cache',
      ),
    ];
  }
};

/** That of the stack that runs, which may be temporary; else that of the next start. */
const dataDirectory = (): string => runningStack(defaultStateDirectory)?.dataDir ?? defaultStateDirectory;

const postgres = (dataDir: string): Finding => {
  try {
    const place = postgresPlace(dataDir);
    const { major, source } = findPostgres({ user: place.user, env: environment });
    const runsAs = place.user ? `, runs as ${place.user.name}` : '';
    const versionFile = join(place.dataDir, 'PG_VERSION');
    const written = existsSync(versionFile) ? Number(readFileSync(versionFile, 'utf8')) : major;
    if (written !== major) {
      return missing(
        `The data in ${place.dataDir} is of Postgres ${written}, found is ${major} (${source}): install ${written}, or \`npm run orderflow -- reset\``,
      );
    }
    return ok(`Postgres ${major} (${source})${runsAs}, data in ${place.dataDir}`);
  } catch (error) {
    return missing(reasonOf(error));
  }
};

const ports = async (): Promise<readonly Finding[]> => {
  const running = runningStack(defaultStateDirectory);
  if (running) return [ok(`The stack runs (process ${running.supervisor.pid}); its ports are its own`)];
  try {
    const { ports: chosen, replaced } = await choosePorts(environment);
    const { nats, ...others } = chosen;
    const all = [...Object.values(others), ...nats.flatMap(({ client, monitor }) => [client, monitor])];
    return [ok(`Ports are free: ${all.join(', ')}`), ...replaced.map(warning)];
  } catch (error) {
    return [missing(reasonOf(error))];
  }
};

const disk = (dataDir: string): Finding => {
  mkdirSync(dataDir, { recursive: true });
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  const promised = fileStoreBytes(topologyOptions(readConfig(setUpConfig, environment)));
  const what = `${gibibytes(free)} free on the disk; the streams may grow to ${gibibytes(promised)}`;
  if (free > promised) return ok(what);
  const fewer =
    'lower ORDERS_MAX_BYTES and STREAM_MAX_BYTES, or free some: when the disk is full before a stream is, writes fail hard';
  return free > 1024 ** 3 ? warning(`${what}: ${fewer}`) : missing(`${what}: ${fewer}`);
};

const memory = (): Finding => {
  const free = process.availableMemory?.() ?? freemem();
  const what = `${gibibytes(free)} of memory available; the stack takes under 1 GiB`;
  return free > 1.2 * 1024 ** 3 ? ok(what) : warning(what);
};

const user = (): Finding =>
  process.getuid?.() === 0
    ? ok('Running as root: Postgres is run as an unprivileged user')
    : ok('Running as an ordinary user');

const marks = { ok: pc.green('✓'), warning: pc.yellow('!'), missing: pc.red('✗') };

/** Exit code 1 when something is missing that a start needs. */
export const doctor = async (): Promise<number> => {
  const dataDir = dataDirectory();
  const findings = [node(), user(), ...(await nats()), postgres(dataDir), ...(await ports()), disk(dataDir), memory()];
  for (const { grade, what } of findings) console.log(` ${marks[grade]} ${what}`);
  const broken = findings.filter(({ grade }) => grade === 'missing').length;
  console.log(
    broken === 0
      ? '\n Nothing is missing: `npm start` should work.'
      : `\n ${broken} to mend before \`npm start\` works.`,
  );
  return broken === 0 ? 0 : 1;
};
