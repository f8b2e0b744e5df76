import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type BenchResult,
  compare,
  compareText,
  fullPlan,
  growthPlan,
  growthText,
  latencyChart,
  quickGrowthPlan,
  quickPlan,
  resultText,
  runBench,
  runGrowth,
  runGuard,
} from '@orderflow/bench';
import { AppError } from '@orderflow/errors';
import { repositoryRoot } from '@orderflow/local-stack';
import { environment } from '../config.ts';
import { relativePath } from '../terminal/relative-path.ts';
import { createScreen } from '../terminal/screen.ts';

export interface BenchCommandOptions {
  readonly quick: boolean;
  /** Seconds after which it is given up; undefined: as planned. */
  readonly most: number | undefined;
  /** File for the result, beside the one among the kept results. */
  readonly json: string | undefined;
}

const resultsDirectory = join(repositoryRoot, 'tests/bench/results');

const write = (file: string, content: string): void => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
};

interface Result {
  readonly provenance: { readonly startedAt: string; readonly plan: string };
}

interface Run<P> {
  readonly plan: P;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  onProgress(what: string): void;
}

/** Runs a bench and writes its result among the kept ones, and where it was asked for. `kept`: that file, without its ending. */
const runAndKeep = async <P extends { readonly mostSeconds: number }, R extends Result>(
  run: (options: Run<P>) => Promise<R>,
  planned: P,
  { most, json }: BenchCommandOptions,
  signal: AbortSignal,
): Promise<{ readonly result: R; readonly kept: string }> => {
  const screen = createScreen(process.stderr);
  const plan = { ...planned, mostSeconds: most ?? planned.mostSeconds };
  const result = await run({ plan, env: environment, signal, onProgress: (what) => screen.print(` ${what}`) });
  const { startedAt, plan: name } = result.provenance;
  const kept = join(resultsDirectory, `${startedAt.slice(0, 19).replaceAll(':', '')}-${name}`);
  const content = `${JSON.stringify(result, null, 1)}\n`;
  for (const file of [`${kept}.json`, ...(json === undefined ? [] : [json])]) write(file, content);
  return { result, kept };
};

/** Exit code 1 when the audit finds something after the spike. */
export const bench = async (options: BenchCommandOptions, signal: AbortSignal): Promise<number> => {
  const { result, kept } = await runAndKeep(runBench, options.quick ? quickPlan : fullPlan, options, signal);
  write(`${kept}.svg`, latencyChart(result));
  console.log(`${resultText(result)}\n ${relativePath(`${kept}.json`)}\n ${relativePath(`${kept}.svg`)}`);
  return result.violations.length === 0 ? 0 : 1;
};

/** How the cost of an order grows as the work grows. */
export const benchGrowth = async (options: BenchCommandOptions, signal: AbortSignal): Promise<number> => {
  const planned = options.quick ? quickGrowthPlan : growthPlan;
  const { result, kept } = await runAndKeep(runGrowth, planned, options, signal);
  console.log(`${growthText(result)}\n ${relativePath(`${kept}.json`)}`);
  return 0;
};

const read = (file: string): BenchResult => {
  try {
    const result = JSON.parse(readFileSync(file, 'utf8')) as Partial<BenchResult>;
    if (result.figures !== undefined) return result as BenchResult;
  } catch (cause) {
    throw new AppError('CONFIG_INVALID', `${file} could not be read: ${String(cause)}`, { cause });
  }
  throw new AppError('CONFIG_INVALID', `${file} is no result of a bench: write one with --json.`);
};

export const compareResults = (before: string, after: string): number => {
  console.log(compareText(compare(read(before).figures, read(after).figures)));
  return 0;
};

const baselineFile = join(repositoryRoot, 'tests/bench/baseline.json');

/** Measures what the guard in the tests compares with. On a machine that has nothing else to do. */
export const writeBaseline = async (signal: AbortSignal): Promise<number> => {
  const baseline = await runGuard({ env: environment, signal });
  write(baselineFile, `${JSON.stringify(baseline, null, 2)}\n`);
  console.log(JSON.stringify(baseline));
  return 0;
};
