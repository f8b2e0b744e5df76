import { readFile } from 'node:fs/promises';
import { createTopology } from '@orderflow/contracts';
import type { RunningLoad } from './load/run-load.ts';
import type { Scheduled } from './schedule.ts';
import type { World } from './world/world.ts';

/** One second of a run. */
export interface Sample {
  readonly atMs: number;
  readonly sent: number;
  readonly accepted: number;
  readonly ended: number;
  readonly refused: number;
  readonly open: number;
  /** From the wish to the acceptance, of the orders accepted in this second; undefined when there was none. */
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
  /** Messages not yet delivered or not yet acknowledged, of all durables; undefined while the log is away. */
  readonly backlog: number | undefined;
  /** Resident memory by process in MiB, every few seconds, where the system tells. */
  readonly residentMiB: Readonly<Record<string, number>> | undefined;
}

export interface Progress extends Sample {
  readonly faults: readonly Scheduled[];
}

export interface Sampler {
  readonly samples: readonly Sample[];
  stop(): void;
}

const everyMs = 1_000;
const memoryEvery = 5;
const pageBytes = 4_096;
const { durables } = createTopology();

export const percentile = (sorted: readonly number[], share: number): number | undefined =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

const backlogOf = async ({ manager }: World): Promise<number | undefined> => {
  try {
    const infos = await Promise.all(durables.map(({ stream, name }) => manager.consumers.info(stream, name)));
    return infos.reduce((sum, info) => sum + info.num_pending + info.num_ack_pending, 0);
  } catch {
    return undefined;
  }
};

const residentOf = async ({ stack }: World): Promise<Readonly<Record<string, number>>> => {
  const entries = stack.states().map(async ({ name, pid }) => {
    try {
      const pages = Number((await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')[1]);
      return [[name, Math.round((pages * pageBytes) / 1024 ** 2)] as const];
    } catch {
      return [];
    }
  });
  return Object.fromEntries((await Promise.all(entries)).flat());
};

export interface SamplerOptions {
  readonly world: World;
  readonly load: RunningLoad;
  readonly startedAt: number;
  readonly faultsNow: () => readonly Scheduled[];
  readonly onSample: (progress: Progress) => void;
}

/** Looks once a second. A look that takes longer is the only one that runs. */
export const startSampling = ({ world, load, startedAt, faultsNow, onSample }: SamplerOptions): Sampler => {
  const samples: Sample[] = [];
  let looking = false;
  const look = async (): Promise<void> => {
    const { sent, accepted, ended, refused } = load.counts();
    const latencies = [...load.takeLatencies()].sort((a, b) => a - b);
    const sample: Sample = {
      atMs: Math.round(performance.now() - startedAt),
      sent,
      accepted,
      ended,
      refused: [...refused.values()].reduce((sum, count) => sum + count, 0),
      open: load.open,
      p50Ms: percentile(latencies, 0.5),
      p99Ms: percentile(latencies, 0.99),
      backlog: await backlogOf(world),
      residentMiB: samples.length % memoryEvery === 0 ? await residentOf(world) : undefined,
    };
    samples.push(sample);
    onSample({ ...sample, faults: faultsNow() });
  };
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look().finally(() => {
      looking = false;
    });
  }, everyMs);
  return { samples, stop: () => clearInterval(timer) };
};
