import { globSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '@orderflow/errors';
import { defaultStateDirectory, readStackFile, runningStack } from '@orderflow/local-stack';
import pc from 'picocolors';
import { followFile, tailLines } from '../terminal/follow-file.ts';
import { formatLogLine, type LogLine, parseLogLine } from '../terminal/log-line.ts';
import { nothingRuns } from './running.ts';

export interface LogsOptions {
  readonly service: string | undefined;
  /** Only lines that carry this order's id. */
  readonly order: string | undefined;
  readonly follow: boolean;
  /** How many of the last lines. */
  readonly lines: number;
}

const tailBytes = 4 * 1024 ** 2;
/** For one order the whole of a log is of interest, within reason. */
const searchBytes = 256 * 1024 ** 2;

const logFiles = (service: string | undefined, stateDirectory: string): readonly string[] => {
  const directory = readStackFile(stateDirectory)?.logsDir ?? join(stateDirectory, 'logs');
  const files = globSync(join(directory, '*.log')).toSorted();
  const running = runningStack(stateDirectory) !== undefined;
  if (!running && files.every((file) => statSync(file).size === 0)) throw new AppError('NOT_FOUND', nothingRuns);
  if (!running) console.error(pc.dim(` ${nothingRuns} These logs are of the last time.`));
  if (service === undefined) return files;
  const file = join(directory, `${service}.log`);
  if (files.includes(file)) return [file];
  const names = files.map((one) => basename(one, '.log')).join(', ');
  throw new AppError('NOT_FOUND', `There is no log of ${service}: it is one of ${names}.`);
};

const parseAll = (source: string, texts: readonly string[]): readonly LogLine[] => {
  let time = 0;
  return texts.map((text) => {
    const line = parseLogLine(source, text, time);
    time = line.time;
    return line;
  });
};

/** The last lines of all logs in the order of their times, then what comes, with `-f`; NOT_FOUND when nothing runs and nothing was logged. */
export const logs = async (
  { service, order, follow, lines: count }: LogsOptions,
  signal: AbortSignal,
  stateDirectory = defaultStateDirectory,
): Promise<number> => {
  const wanted = (text: string) => order === undefined || text.includes(order);
  const read = logFiles(service, stateDirectory).map(async (file) => {
    const { lines, end } = await tailLines(file, order === undefined ? tailBytes : searchBytes);
    const source = basename(file, '.log');
    return { file, source, end, lines: parseAll(source, lines).filter(({ text }) => wanted(text)) };
  });
  const tails = await Promise.all(read);
  const sorted = tails.flatMap(({ lines }) => lines).toSorted((a, b) => a.time - b.time);
  for (const line of sorted.slice(-count)) console.log(formatLogLine(line));
  if (!follow) {
    if (sorted.length === 0 && order !== undefined) console.log(` No line carries ${order}.`);
    return 0;
  }
  const print = (source: string) => (text: string) => {
    if (wanted(text)) console.log(formatLogLine(parseLogLine(source, text, Date.now())));
  };
  await Promise.all(tails.map(({ file, source, end }) => followFile(file, end, print(source), signal)));
  return 0;
};
