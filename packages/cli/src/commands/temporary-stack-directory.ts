import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new directory for one run; others may walk through it, because as root Postgres runs as another user. */
export const temporaryStackDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'orderflow-'));
  chmodSync(directory, 0o711);
  return directory;
};
