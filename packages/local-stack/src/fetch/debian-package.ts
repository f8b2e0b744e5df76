import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

// Debian carries servers such as nats-server in its own archive, and apt checks its signatures. A release of Debian that
// has none, or an old one, can still take it from a later release: those written in Go need only libc. Nothing is
// installed: the package is unpacked, and apt's own lists stay as they are.

const run = promisify(execFile);

/** Tried in this order; the program of a later suite may want a newer libc than this machine has. */
const suites = ['forky', 'trixie'] as const;

/** What is looked for: a package, and which of its programs. */
export interface DebianProgram {
  readonly package: string;
  /** The path of the program below a folder with the package's files; undefined when it is none that runs here. */
  pick(unpacked: string): string | undefined;
}

export interface FetchOptions {
  readonly signal?: AbortSignal;
  progress(step: string): void;
}

interface Archive {
  readonly uri: string;
  readonly keyring: string;
}

/** Debian's archive as apt on this machine knows it: a mirror of its choice, and the keys that sign it. */
const debianArchive = async (): Promise<Archive | undefined> => {
  const format = '$(ORIGIN) $(COMPONENT) $(LABEL) $(REPO_URI)';
  const { stdout } = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const uri = stdout
    .split('\n')
    .map((line) => line.split(' '))
    .find(([origin, component, label]) => origin === 'Debian' && component === 'main' && label === 'Debian')?.[3];
  const keyring = ['debian-archive-keyring.gpg', 'debian-archive-keyring.pgp']
    .map((name) => join('/usr/share/keyrings', name))
    .find((path) => existsSync(path));
  return uri === undefined || keyring === undefined ? undefined : { uri, keyring };
};

const unpack = async (directory: string, wanted: DebianProgram): Promise<string | undefined> => {
  const [archive] = globSync(join(directory, `${wanted.package}_*.deb`));
  if (archive === undefined) return undefined;
  const unpacked = join(directory, 'unpacked');
  await run('dpkg', ['-x', archive, unpacked]);
  return wanted.pick(unpacked);
};

const fromSuite = async (
  wanted: DebianProgram,
  suite: string,
  archive: Archive,
  directory: string,
  options: FetchOptions,
) => {
  mkdirSync(join(directory, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(directory, 'cache', 'archives', 'partial'), { recursive: true });
  const sources = join(directory, 'sources.list');
  writeFileSync(sources, `deb [signed-by=${archive.keyring}] ${archive.uri} ${suite} main\n`);
  const ours = [
    `Dir::Etc::sourcelist=${sources}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${join(directory, 'lists')}`,
    `Dir::Cache=${join(directory, 'cache')}`,
    'Acquire::Languages=none',
    'Acquire::Retries=2',
    'Acquire::http::Timeout=20',
    'APT::Sandbox::User=',
  ].flatMap((setting) => ['-o', setting]);
  const apt = (...command: readonly string[]) =>
    run('apt-get', [...ours, '--quiet', ...command], {
      cwd: directory,
      timeout: 120_000,
      ...(options.signal ? { signal: options.signal } : {}),
    });
  options.progress(`${wanted.package}: reading the index of Debian ${suite}`);
  await apt('update');
  options.progress(`${wanted.package}: fetching the package of Debian ${suite}`);
  await apt('download', wanted.package);
  return unpack(directory, wanted);
};

/** Calls `keep` with a program out of Debian's archive. Rejects with the reason when it is not to be had. */
export const fetchFromDebian = async (
  wanted: DebianProgram,
  keep: (program: string) => void,
  options: FetchOptions,
): Promise<void> => {
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg')) throw new Error('this system has no apt');
  const osRelease = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const archive = await debianArchive();
  if (archive === undefined)
    throw new Error(
      `apt knows no Debian archive here (${/^PRETTY_NAME="?([^"\n]*)/m.exec(osRelease)?.[1] ?? 'unknown system'})`,
    );
  const reasons: string[] = [];
  for (const suite of suites) {
    options.signal?.throwIfAborted();
    const directory = mkdtempSync(join(tmpdir(), 'orderflow-debian-'));
    try {
      const program = await fromSuite(wanted, suite, archive, directory, options);
      if (program !== undefined) return keep(program);
      reasons.push(`${suite}: its program does not run here`);
    } catch (error) {
      reasons.push(
        `${suite}: ${error instanceof Error ? (error.message.split('\n')[1] ?? error.message) : String(error)}`,
      );
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
  throw new Error(reasons.join('; '));
};
