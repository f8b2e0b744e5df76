import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new directory that every user may walk through: when we are root, Postgres runs as somebody else. */
export const temporaryDirectory = (name: string): string => {
  const directory = mkdtempSync(join(tmpdir(), `orderflow-${name}-`));
  chmodSync(directory, 0o711);
  return directory;
};
