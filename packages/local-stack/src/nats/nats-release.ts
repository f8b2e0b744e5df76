import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { natsVersion } from './nats-version.ts';

const run = promisify(execFile);

/** The release that is fetched. The sums are those that the Docker official image of the same version checks. */
export const release = {
  version: '2.14.7',
  sha256: {
    'linux-x64': 'e5c20b1cb2c0566b54c544312e91e011f9e130c5c80f16a14f4cf28ef30b8be2',
    'linux-arm64': '50e0258a1b7290f3fe2e4f17506b74a90ffb1dd77867ae3a402eb0c9e2b0d40f',
  } as Readonly<Record<string, string>>,
} as const;

const connectTimeoutMs = 5_000;
const downloadTimeoutMs = 120_000;
const releases = 'https://github.com/nats-io/nats-server/releases/download';

export interface DownloadOptions {
  readonly signal?: AbortSignal;
  readonly platform?: string;
  /** Where releases lie. Default: GitHub. */
  readonly from?: string;
  progress(step: string): void;
}

/** The answer's head within 5 s (a network that swallows packets must not cost a minute), its body within two minutes. */
const download = async (url: string, signal: AbortSignal | undefined): Promise<Buffer> => {
  const connecting = new AbortController();
  const timer = setTimeout(
    () => connecting.abort(new Error(`no answer from ${new URL(url).host} within 5 s`)),
    connectTimeoutMs,
  );
  const signals = [connecting.signal, AbortSignal.timeout(downloadTimeoutMs), ...(signal ? [signal] : [])];
  try {
    const response = await fetch(url, { signal: AbortSignal.any(signals) });
    clearTimeout(timer);
    if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw reason instanceof Error ? reason : new Error(String(reason));
  } finally {
    clearTimeout(timer);
  }
};

/** Calls `keep` with the program of the official release, its sum checked. Rejects with the reason when it cannot. */
export const fetchRelease = async (keep: (program: string) => void, options: DownloadOptions): Promise<void> => {
  const { from = releases, platform = `${process.platform}-${process.arch}` } = options;
  const expected = release.sha256[platform];
  if (expected === undefined) throw new Error(`no checksum is pinned for ${platform}`);
  const name = `nats-server-v${release.version}-${platform.replace('x64', 'amd64')}`;
  options.progress(`nats-server ${release.version}: asking ${new URL(from).host} for the official release`);
  const archive = await download(`${from}/v${release.version}/${name}.tar.gz`, options.signal);
  const actual = createHash('sha256').update(archive).digest('hex');
  if (actual !== expected) throw new Error(`the checksum of ${name}.tar.gz is ${actual}, not ${expected}: not used`);
  const directory = mkdtempSync(join(tmpdir(), 'orderflow-nats-'));
  try {
    const file = join(directory, 'nats-server.tar.gz');
    writeFileSync(file, archive);
    await run('tar', ['-xzf', file, '-C', directory]);
    const program = globSync(join(directory, '*', 'nats-server'))[0];
    if (program === undefined || natsVersion(program) === undefined) throw new Error('its program does not run here');
    keep(program);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};
