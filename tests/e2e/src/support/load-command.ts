import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { TestStack } from '@orderflow/testkit';

const repository = join(import.meta.dirname, '../../../..');

/** What the command says in the end. */
export interface LoadResult {
  readonly sent: number;
  readonly accepted: number;
  readonly sendingSeconds: number;
  /** Accepted and not ended. */
  readonly unfinished: readonly string[];
}

/** `orderflow load` against the stack: in a process of its own, over a bounded number of connections. */
export const loadCommand = async (stack: TestStack, options: Readonly<Record<string, number>>): Promise<LoadResult> => {
  const numbers = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const target = ['--url', stack.urls.order, '--nats', stack.natsAdminUrl, '--json'];
  const main = join(repository, 'packages/cli/src/main.ts');
  const args = ['--conditions=@orderflow/source', main, 'load', ...target, ...numbers];
  const said = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, args, { cwd: repository, maxBuffer: 16 * 1024 ** 2 }, (error, stdout, stderr) => {
      // It ends with 1 when orders are left open, and says which.
      if (stdout === '') reject(error ?? new Error(`the load said nothing: ${stderr}`));
      else resolve(stdout);
    });
  });
  return JSON.parse(said) as LoadResult;
};
