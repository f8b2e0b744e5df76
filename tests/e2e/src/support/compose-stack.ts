import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, repositoryRoot } from '@orderflow/local-stack';

const run = promisify(execFile);

/** Of the compose file as `docker compose config` writes it. */
interface ComposeService {
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: { published: string; readonly target: number }[];
}

/** Of what `docker inspect` says of a container. */
export interface Container {
  readonly State: {
    readonly Pid: number;
    readonly Health?: { readonly Status: string };
  };
  readonly Image: string;
  readonly RestartCount: number;
  /** Bytes. */
  readonly HostConfig: { readonly Memory: number };
}

export interface ComposeStack {
  /** `docker compose ARGS`: resolves with what it printed, rejects with its last words when it fails. */
  compose(...args: readonly string[]): Promise<string>;
  /** The address of a port of a service on this machine. */
  url(service: string, port: number): string;
  environment(service: string): Readonly<Record<string, string>>;
  container(service: string): Promise<Container>;
  /** Those that run. */
  containers(): Promise<readonly Container[]>;
  /** SIGKILL from outside, as in a crash: what `docker kill` ends counts as stopped by hand and is not started again. */
  crash(service: string): Promise<void>;
  /** Service → exit code of what ended while the work went on. */
  exitCodesDuring(work: () => Promise<unknown>): Promise<Readonly<Record<string, number>>>;
  /** With its data. */
  remove(): Promise<void>;
}

export const docker = async (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> => {
  const options = { cwd: repositoryRoot, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 ** 2 };
  const { stdout } = await run('docker', [...args], options);
  return stdout.trim();
};

/** docker-compose.yml under another name and on free ports, so that a stack in use is left alone. */
export const createComposeStack = async (project: string, variables: NodeJS.ProcessEnv): Promise<ComposeStack> => {
  const printed = ['compose', '--project-name', project, '--profile', '*', 'config', '--format', 'json'];
  const config = JSON.parse(await docker(printed, variables)) as { services: Record<string, ComposeService> };
  for (const { ports = [] } of Object.values(config.services)) {
    for (const port of ports) port.published = String(await freePort());
  }
  const file = join(mkdtempSync(join(tmpdir(), 'orderflow-compose-')), 'compose.json');
  writeFileSync(file, JSON.stringify(config));

  const compose = (...args: readonly string[]) => docker(['compose', '--file', file, ...args]);
  const inspect = async (ids: string): Promise<readonly Container[]> =>
    JSON.parse(await docker(['inspect', ...ids.split('\n')])) as Container[];
  const container = async (service: string): Promise<Container> => {
    const [one] = await inspect(await compose('ps', '--all', '--quiet', service));
    if (one === undefined) throw new Error(`there is no container of ${service}`);
    return one;
  };

  return {
    compose,
    container,
    containers: async () => inspect(await compose('ps', '--quiet')),
    url: (service, port) => {
      const published = config.services[service]?.ports?.find(({ target }) => target === port)?.published;
      if (published === undefined) throw new Error(`${service} has no port ${port} on this machine`);
      return `http://127.0.0.1:${published}`;
    },
    environment: (service) => config.services[service]?.environment ?? {},
    crash: async (service) => {
      const { State, Image } = await container(service);
      // The engine may be in a virtual machine: only a container reaches the process there.
      const asRoot = ['run', '--rm', '--network=none', '--pid=host', '--user=0', '--entrypoint=node', Image];
      await docker([...asRoot, '-e', `process.kill(${State.Pid}, 'SIGKILL')`]);
    },
    exitCodesDuring: async (work) => {
      // The clock of the engine.
      const now = () => docker(['info', '--format', '{{.SystemTime}}']);
      const since = await now();
      await work();
      const filters = ['type=container', 'event=die', `label=com.docker.compose.project=${project}`];
      const asked = ['events', '--since', since, '--until', await now(), '--format', '{{json .Actor.Attributes}}'];
      const events = await docker([...asked, ...filters.flatMap((filter) => ['--filter', filter])]);
      const ended = events.split('\n').map((line) => JSON.parse(line) as Record<string, string>);
      return Object.fromEntries(ended.map((of) => [of['com.docker.compose.service'] ?? '', Number(of.exitCode)]));
    },
    remove: async () => {
      await compose('--profile', '*', 'down', '--volumes', '--remove-orphans');
      rmSync(dirname(file), { recursive: true });
    },
  };
};
