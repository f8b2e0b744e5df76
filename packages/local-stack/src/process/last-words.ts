import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const tailBytes = 16_384;

const tail = (file: string): string => {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(handle);
    const buffer = Buffer.alloc(Math.min(size, tailBytes));
    readSync(handle, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8');
  } finally {
    closeSync(handle);
  }
};

interface LogLine {
  readonly level?: number | string;
  readonly msg?: string;
  readonly err?: { readonly message?: string };
}

const sentence = (line: string): string => {
  if (!line.startsWith('{')) return line;
  try {
    const { msg = '', err } = JSON.parse(line) as LogLine;
    return [msg, err?.message].filter(Boolean).join(': ');
  } catch {
    return line;
  }
};

/** The end of a log, for a sentence that says why a process ended: JSON lines are reduced to what they tell. */
export const lastWords = (file: string, lines = 3): string =>
  tail(file).trimEnd().split('\n').slice(-lines).map(sentence).filter(Boolean).join(' | ');
