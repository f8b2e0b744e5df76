import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ChaosResult,
  exitCodeOf,
  type FamilyName,
  familyNames,
  progressLine,
  reportHtml,
  resultText,
  runChaos,
  runSeeds,
  type SeedLine,
  seedsExitCode,
  seedsText,
  seedText,
} from '@orderflow/chaos';
import { AppError } from '@orderflow/errors';
import { environment } from '../config.ts';
import { createScreen } from '../terminal/screen.ts';

export interface ChaosCommandOptions {
  readonly seed: number;
  /** Undefined: one run, of `seed`. */
  readonly seeds: readonly number[] | undefined;
  /** Stacks at a time, with `seeds`. */
  readonly parallel: number;
  readonly duration: number;
  readonly rate: number;
  readonly every: number;
  /** Undefined: all. */
  readonly faults: string | undefined;
  /** File for a page with the timeline of one run. */
  readonly report: string | undefined;
  readonly json: string | undefined;
  readonly artefacts: string | undefined;
}

const plainProgressEverySeconds = 5;

const parseFamilies = (text: string | undefined): readonly FamilyName[] => {
  if (text === undefined) return familyNames;
  return text.split(',').map((name) => {
    const found = familyNames.find((family) => family === name.trim());
    if (found) return found;
    throw new AppError('CONFIG_INVALID', `"${name}" is no family of faults: there are ${familyNames.join(', ')}.`);
  });
};

const common = (options: ChaosCommandOptions, signal: AbortSignal) => ({
  durationSeconds: options.duration,
  rate: options.rate,
  everySeconds: options.every,
  families: parseFamilies(options.faults),
  env: environment,
  artefactsDir: options.artefacts ?? join(tmpdir(), `orderflow-chaos-artefacts-${process.pid}`),
  signal,
});

type Common = ReturnType<typeof common>;

const announcement = (what: string, { durationSeconds, rate, families }: Common): string =>
  ` ${what}: ${durationSeconds} s at ${rate} orders/s, ${families.join(', ')}`;

const runOne = async (seed: number, options: Common): Promise<ChaosResult> => {
  const screen = createScreen(process.stderr);
  screen.print(announcement(`seed ${seed}`, options));
  let seconds = 0;
  try {
    return await runChaos({
      ...options,
      seed,
      onStep: (what) => (screen.interactive ? screen.show([` ${what} …`]) : screen.print(` ${what} …`)),
      onProgress: (progress) => {
        if (screen.interactive) screen.show([progressLine(progress)]);
        else if (seconds++ % plainProgressEverySeconds === 0) screen.print(progressLine(progress));
      },
    });
  } finally {
    screen.show([]);
  }
};

const writeJson = async (file: string | undefined, content: unknown): Promise<void> => {
  if (file !== undefined) await writeFile(file, `${JSON.stringify(content, null, 1)}\n`);
};

const runMany = async (
  seeds: readonly number[],
  options: ChaosCommandOptions,
  signal: AbortSignal,
): Promise<number> => {
  if (options.report !== undefined) {
    throw new AppError('CONFIG_INVALID', '--report shows one run: give it with --seed, not with --seeds.');
  }
  const shared = common(options, signal);
  console.log(announcement(`${seeds.length} seeds, ${options.parallel} at a time`, shared));
  const onSeed = (line: SeedLine, done: number) => console.log(`${seedText(line)}\n${done} of ${seeds.length}`);
  const summary = await runSeeds({ ...shared, seeds, parallel: options.parallel, onSeed });
  await writeJson(options.json, summary);
  console.log(seedsText(summary));
  return seedsExitCode(summary);
};

/** Exit code 1: something does not hold; 2: a run tells nothing. */
export const chaosCommand = async (options: ChaosCommandOptions, signal: AbortSignal): Promise<number> => {
  if (options.seeds !== undefined) return runMany(options.seeds, options, signal);
  const result = await runOne(options.seed, common(options, signal));
  await writeJson(options.json, result);
  if (options.report !== undefined) await writeFile(options.report, reportHtml(result));
  console.log(resultText(result));
  return exitCodeOf(result);
};
