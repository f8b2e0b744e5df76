import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { repositoryRoot } from './repository.ts';

/** The commit that runs; with a plus sign when files differ from it. `unknown` outside a repository. */
export const commitOf = (): string => {
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: repositoryRoot, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return git('rev-parse', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+');
  } catch {
    return 'unknown';
  }
};

/** Processors, memory, system and Node: what figures are to be read with. */
export const machineOf = (): string => {
  const [first] = cpus();
  const gibibytes = Math.round(totalmem() / 1024 ** 3);
  return `${cpus().length} × ${first?.model ?? 'unknown'}, ${gibibytes} GiB, ${process.platform} ${process.arch}, Node ${process.version}`;
};
