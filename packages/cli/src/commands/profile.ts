import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bySelfTime, callTree, flameGraph, runProfile, selfTimeText } from '@orderflow/bench';
import { AppError } from '@orderflow/errors';
import { defaultStateDirectory, repositoryRoot, serviceNames } from '@orderflow/local-stack';
import { environment } from '../config.ts';
import { relativePath } from '../terminal/relative-path.ts';
import { createScreen } from '../terminal/screen.ts';

export interface ProfileCommandOptions {
  readonly rate: number;
  readonly duration: number;
}

export const profile = async (name: string, options: ProfileCommandOptions, signal: AbortSignal): Promise<number> => {
  const service = serviceNames.find((one) => one === name);
  if (service === undefined) {
    throw new AppError('CONFIG_INVALID', `"${name}" is no service: there are ${serviceNames.join(', ')}.`);
  }
  const screen = createScreen(process.stderr);
  const onProgress = (what: string) => screen.print(` ${what}`);
  const { rate, duration: seconds } = options;
  const result = await runProfile({ service, rate, seconds, env: environment, signal, onProgress });
  const tree = callTree(result.profile, repositoryRoot);
  const directory = join(defaultStateDirectory, 'profiles');
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `${service}-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}`);
  const title = `${service}: ${result.completed} orders at ${rate}/s, ${Math.round(result.cpuMicrosPerOrder)} µs of CPU each`;
  writeFileSync(`${file}.cpuprofile`, JSON.stringify(result.profile));
  writeFileSync(`${file}.html`, flameGraph(title, tree));
  console.log(
    `\n ${title}\n\n${selfTimeText(bySelfTime(tree))}\n\n ${relativePath(`${file}.html`)}\n ${relativePath(`${file}.cpuprofile`)}`,
  );
  return 0;
};
