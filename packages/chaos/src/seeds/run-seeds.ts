import { AppError } from '@orderflow/errors';
import { commitOf, machineOf } from '@orderflow/local-stack';
import type { ChaosResult } from '../result.ts';
import { type ChaosOptions, runChaos } from '../run-chaos.ts';
import { type SeedLine, type SeedsSummary, summarise } from './summary.ts';

export interface SeedsOptions extends Omit<ChaosOptions, 'seed' | 'onStep' | 'onProgress'> {
  readonly seeds: readonly number[];
  /** Stacks at a time. */
  readonly parallel: number;
  /** A run is over; `line` is what it came to after all its tries. */
  readonly onSeed?: (line: SeedLine, done: number) => void;
}

/** A void run says nothing of the seed: it is repeated once. */
const tries = 2;

const lineOf = (result: ChaosResult, tried: number): SeedLine => {
  const { seed, sent, accepted, terminal, violations, voidReasons, artefacts, failpoints, faults } = result;
  const kinds = faults.map(({ family, kind }) => `${family}/${kind}`);
  return {
    seed,
    tried,
    sent,
    accepted,
    terminal,
    violations,
    void: result.void,
    voidReasons,
    failpoints,
    faults: kinds,
    ...(artefacts === undefined ? {} : { artefacts }),
  };
};

/** What could not be run at all is void too, with the reason. */
const failedLine = (seed: number, tried: number, error: unknown): SeedLine => ({
  seed,
  tried,
  sent: 0,
  accepted: 0,
  terminal: 0,
  violations: [],
  void: true,
  voidReasons: [`the run ended early: ${AppError.from(error).message}`],
  failpoints: {},
  faults: [],
});

const runSeed = async (options: SeedsOptions, seed: number): Promise<SeedLine> => {
  for (let tried = 1; ; tried++) {
    let line: SeedLine;
    try {
      line = lineOf(await runChaos({ ...options, seed }), tried);
    } catch (error) {
      if (options.signal.aborted) throw error;
      line = failedLine(seed, tried, error);
    }
    if (!line.void || line.violations.length > 0 || tried === tries) return line;
  }
};

/** Many runs, several at a time. Rejects when it is stopped; what a single run comes to is in the summary. */
export const runSeeds = async (options: SeedsOptions): Promise<SeedsSummary> => {
  const { seeds, parallel, durationSeconds, rate, families, signal, onSeed } = options;
  const startedAt = new Date();
  const waiting = [...seeds];
  const lines: SeedLine[] = [];
  const work = async (): Promise<void> => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      signal.throwIfAborted();
      const line = await runSeed(options, seed);
      lines.push(line);
      onSeed?.(line, lines.length);
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(parallel, seeds.length) }, work));
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
  return {
    commit: commitOf(),
    machine: machineOf(),
    startedAt: startedAt.toISOString(),
    minutes: Math.round((Date.now() - startedAt.getTime()) / 6_000) / 10,
    parallel,
    durationSeconds,
    rate,
    families,
    ...summarise(lines),
  };
};
