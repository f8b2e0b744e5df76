import { existsSync, rmSync } from 'node:fs';
import { AppError } from '@orderflow/errors';
import { defaultStateDirectory, postgresPlace, runningStack } from '@orderflow/local-stack';
import { confirmed } from '../terminal/confirmed.ts';
import { relativePath } from '../terminal/relative-path.ts';

export interface ResetOptions {
  readonly yes: boolean;
}

/** Removes the data of the local stack: streams, databases, the simulator's ledger, logs. */
export const reset = async ({ yes }: ResetOptions): Promise<number> => {
  if (runningStack(defaultStateDirectory)) {
    throw new AppError('CONFIG_INVALID', 'The stack runs: stop it first with `npm run orderflow -- stop`.');
  }
  if (!existsSync(defaultStateDirectory)) {
    console.log(' There is nothing to remove.');
    return 0;
  }
  const { dataDir } = postgresPlace(defaultStateDirectory);
  const what = relativePath(defaultStateDirectory);
  if (!yes && !(await confirmed(` Remove all orders, stock and payments in ${what}? [y/N] `))) {
    console.log(' Nothing was removed (--yes does it without asking).');
    return 1;
  }
  for (const directory of [dataDir, defaultStateDirectory]) rmSync(directory, { recursive: true, force: true });
  console.log(` Removed ${what}.`);
  return 0;
};
