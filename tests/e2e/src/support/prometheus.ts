import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, startChild } from '@orderflow/local-stack';
import { waitFor } from '@orderflow/testkit';
import { parse, stringify } from 'yaml';

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
}

interface Target {
  readonly labels: { readonly job: string };
  readonly health: string;
  readonly lastError: string;
}

interface Rule {
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
}

export interface Prometheus {
  /** The series of an expression from `sinceMs` (as `Date.now()`) until now, a point a second. Rejects for a wrong one. */
  range(expr: string, sinceMs: number): Promise<readonly Sample[]>;
  targets(): Promise<readonly Target[]>;
  rules(): Promise<readonly Rule[]>;
  stop(): Promise<void>;
}

export const deployed = new URL('../../../../deploy/prometheus/', import.meta.url);

interface Config {
  readonly scrape_configs: readonly { readonly job_name: string }[];
}
interface Rules {
  readonly groups: readonly { readonly name: string; readonly rules: readonly unknown[] }[];
}

/** The deployed configuration, looking twice a second at the targets given by job instead of at containers. */
const hasty = (targets: Readonly<Record<string, readonly string[]>>) => {
  const config: Config = parse(readFileSync(new URL('prometheus.yml', deployed), 'utf8'));
  const rules: Rules = parse(readFileSync(new URL('rules.yml', deployed), 'utf8'));
  return {
    config: {
      ...config,
      global: { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '1s' },
      scrape_configs: config.scrape_configs.map((job) => ({
        ...job,
        // Its exporter takes a second to find that Postgres is away.
        ...(job.job_name === 'postgres' && { scrape_interval: '2s', scrape_timeout: '2s' }),
        static_configs: [{ targets: targets[job.job_name] ?? [] }],
      })),
    },
    rules: { groups: rules.groups.map((group) => ({ ...group, interval: '1s' })) },
  };
};

export const startPrometheus = async (
  program: string,
  targets: Readonly<Record<string, readonly string[]>>,
): Promise<Prometheus> => {
  const directory = mkdtempSync(join(tmpdir(), 'orderflow-prometheus-'));
  const { config, rules } = hasty(targets);
  writeFileSync(join(directory, 'prometheus.yml'), stringify(config));
  writeFileSync(join(directory, 'rules.yml'), stringify(rules));
  const url = `http://127.0.0.1:${await freePort()}`;
  const logFile = join(directory, 'prometheus.log');
  const child = startChild({
    command: program,
    args: [
      `--config.file=${join(directory, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=${new URL(url).host}`,
      '--enable-feature=exemplar-storage',
    ],
    env: { PATH: process.env.PATH },
    logFile,
  });
  const ask = async <T>(path: string): Promise<T> => {
    const answer = (await (await fetch(`${url}/api/v1/${path}`)).json()) as { data: T; error?: string };
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.data;
  };
  await waitFor(
    async () => {
      if (!child.running()) throw new Error(readFileSync(logFile, 'utf8'));
      return (await fetch(`${url}/-/ready`)).ok;
    },
    { timeoutMs: 30_000, describe: 'Prometheus to be ready' },
  );
  return {
    range: async (expr, sinceMs) => {
      const query = new URLSearchParams({
        query: expr,
        start: String(sinceMs / 1000),
        end: String(Date.now() / 1000),
        step: '1',
      });
      return (await ask<{ result: readonly Sample[] }>(`query_range?${query}`)).result;
    },
    targets: async () => (await ask<{ activeTargets: readonly Target[] }>('targets?state=active')).activeTargets,
    rules: async () =>
      (await ask<{ groups: readonly { rules: readonly Rule[] }[] }>('rules')).groups.flatMap((group) => group.rules),
    stop: async () => {
      await child.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};

/** Runs promtool beside the deployed files. Rejects with what it found wrong. */
export const promtool = async (program: string, ...args: readonly string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)(program, args, { cwd: deployed.pathname });
  return stdout;
};
