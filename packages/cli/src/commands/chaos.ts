import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ChaosResult,
  exitCodeOf,
  type FamilyName,
  familyNames,
  progressLine,
  resultText,
  runChaos,
} from '@orderflow/chaos';
import { AppError } from '@orderflow/errors';
import { environment } from '../config.ts';
import { createScreen } from '../terminal/screen.ts';

export interface ChaosCommandOptions {
  readonly seed: number;
  readonly duration: number;
  readonly rate: number;
  readonly every: number;
  /** Undefined: all. */
  readonly faults: string | undefined;
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

const runOne = async (options: ChaosCommandOptions, signal: AbortSignal): Promise<ChaosResult> => {
  const { seed, duration, rate, every } = options;
  const families = parseFamilies(options.faults);
  const screen = createScreen(process.stderr);
  screen.print(` seed ${seed}: ${duration} s at ${rate} orders/s, ${families.join(', ')}`);
  let seconds = 0;
  try {
    return await runChaos({
      seed,
      durationSeconds: duration,
      rate,
      everySeconds: every,
      families,
      env: environment,
      artefactsDir: options.artefacts ?? join(tmpdir(), `orderflow-chaos-artefacts-${process.pid}`),
      signal,
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

/** Exit code 1: something does not hold; 2: the run tells nothing. */
export const chaosCommand = async (options: ChaosCommandOptions, signal: AbortSignal): Promise<number> => {
  const result = await runOne(options, signal);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(result, null, 1)}\n`);
  console.log(resultText(result));
  return exitCodeOf(result);
};
