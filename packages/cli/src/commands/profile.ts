import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  besideText,
  callTree,
  type Frame,
  flameGraph,
  type ProfileResult,
  profileText,
  runAcceptProfile,
  runProfile,
} from '@orderflow/bench';
import { AppError } from '@orderflow/errors';
import { defaultStateDirectory, repositoryRoot, serviceNames } from '@orderflow/local-stack';
import { environment } from '../config.ts';
import { relativePath } from '../terminal/relative-path.ts';
import { createScreen } from '../terminal/screen.ts';

export interface ProfileCommandOptions {
  readonly rate: number;
  readonly duration: number;
}

interface Kept {
  readonly title: string;
  readonly tree: Frame;
  /** What was written, for people. */
  readonly files: string;
}

/** Writes the profile and its flame graph. */
const keep = (name: string, result: ProfileResult, each: 'orders' | 'requests'): Kept => {
  const tree = callTree(result.profile, repositoryRoot);
  const title = `${name}: ${Math.round(result.rate)} ${each}/s, ${Math.round(result.cpuMicros)} µs of CPU each`;
  const directory = join(defaultStateDirectory, 'profiles');
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `${name}-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}`);
  writeFileSync(`${file}.cpuprofile`, JSON.stringify(result.profile));
  writeFileSync(`${file}.html`, flameGraph(title, tree));
  return { title, tree, files: ` ${relativePath(`${file}.html`)}\n ${relativePath(`${file}.cpuprofile`)}` };
};

export const profile = async (what: string, options: ProfileCommandOptions, signal: AbortSignal): Promise<number> => {
  const screen = createScreen(process.stderr);
  const { rate, duration: seconds } = options;
  const common = { seconds, env: environment, signal, onProgress: (step: string) => screen.print(` ${step}`) };
  if (what === 'accept') {
    const { accept, noop } = await runAcceptProfile(common);
    const [own, least] = [keep('accept', accept, 'requests'), keep('noop', noop, 'requests')];
    const columns = [
      { ...accept, ...own, title: 'POST /orders' },
      { ...noop, ...least, title: 'no-op Fastify' },
    ];
    console.log(`\n ${own.title}\n ${least.title}\n\n${besideText(columns)}\n\n${own.files}\n${least.files}`);
    return 0;
  }
  const service = serviceNames.find((one) => one === what);
  if (service === undefined) {
    throw new AppError('CONFIG_INVALID', `"${what}" cannot be profiled: there are ${serviceNames.join(', ')}, accept.`);
  }
  const { title, tree, files } = keep(service, await runProfile({ ...common, service, rate }), 'orders');
  console.log(`\n ${title}\n\n${profileText(tree)}\n\n${files}`);
  return 0;
};
