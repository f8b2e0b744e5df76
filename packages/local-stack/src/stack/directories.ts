import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync, renameSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@orderflow/errors';

/** Largest log that is carried on; a larger one is set aside as `<name>.log.1` at the next start. */
const maxLogBytes = 32 * 1024 ** 2;

/** The log file of a process. */
export const openLog = (logsDir: string, name: string): string => {
  const file = join(logsDir, `${name}.log`);
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > maxLogBytes) renameSync(file, `${file}.1`);
  return file;
};

/** Makes the directory; CONFIG_INVALID in one sentence when we may not write there. */
export const makeWritable = (directory: string): void => {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
  } catch (cause) {
    const message = `${directory} cannot be written to: remove it (it may belong to another user), or run this as its owner.`;
    throw new AppError('CONFIG_INVALID', message, { cause });
  }
};

/** Paths of Unix sockets may have about a hundred bytes, which a checkout's own path may exceed. */
export const controlSocketPath = (stateDir: string): string =>
  join(tmpdir(), `orderflow-${createHash('sha256').update(stateDir).digest('hex').slice(0, 16)}.sock`);
