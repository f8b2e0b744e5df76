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
  readonly error?: { readonly message?: string };
}

const sentence = (line: string): string => {
  if (!line.startsWith('{')) return line;
  try {
    const { msg = '', err, error } = JSON.parse(line) as LogLine;
    const reason = (err ?? error)?.message ?? '';
    return msg.includes(reason) ? msg : [msg, reason].filter(Boolean).join(': ');
  } catch {
    return line;
  }
};

/** What states by itself why a process ended: an uncaught error of Node (its stack would hide it), a fatal log line. */
const decisive = (line: string): boolean =>
  /^(Uncaught )?\w*Error\b.*: /.test(line) || /^\{"level":"fatal"/.test(line) || /\bFATAL:/.test(line);

/** How far back a decisive line may lie and still belong to this end. */
const withinLines = 40;

/** The end of a log, for a sentence that says why a process ended: what states it, else the last lines' messages. */
export const lastWords = (file: string, lines = 3): string => {
  const all = tail(file).trimEnd().split('\n');
  const reason = all.slice(-withinLines).findLast(decisive);
  if (reason !== undefined) return sentence(reason);
  return all.slice(-lines).map(sentence).filter(Boolean).join(' | ');
};
