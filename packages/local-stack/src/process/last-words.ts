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
  readonly error?: { readonly message?: string };
}

const sentence = (line: string): string => {
  if (!line.startsWith('{')) return line;
  try {
    const { msg = '', error } = JSON.parse(line) as LogLine;
    return [msg, error?.message].filter(Boolean).join(': ');
  } catch {
    return line;
  }
};

/** The line on which Node states an uncaught error; the stack after it would hide it. */
const thrown = /^(Uncaught )?\w*Error\b.*: /;

/** The end of a log, for a sentence that says why a process ended: an uncaught error, else the last lines' messages. */
export const lastWords = (file: string, lines = 3): string => {
  const all = tail(file).trimEnd().split('\n');
  const error = all.findLast((line) => thrown.test(line));
  if (error !== undefined && all.length - all.lastIndexOf(error) < 40) return error;
  return all.slice(-lines).map(sentence).filter(Boolean).join(' | ');
};
