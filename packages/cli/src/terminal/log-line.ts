import pc from 'picocolors';

/** A line of a log, with what is needed to sort and filter it. */
export interface LogLine {
  readonly source: string;
  /** Milliseconds since 1970; of the line before when it states none. */
  readonly time: number;
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>> | undefined;
}

const hidden = new Set(['level', 'time', 'service', 'msg', 'pid', 'hostname', 'span_id', 'error', 'err', 'v']);

const natsTime = /^\[\d+\] (\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d\.\d+)/;
const postgresTime = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+) (?:UTC|GMT)/;

const statedTime = (text: string): number | undefined => {
  const nats = natsTime.exec(text);
  // nats-server writes local time.
  if (nats) return new Date(`${nats[1]}-${nats[2]}-${nats[3]}T${nats[4]?.slice(0, 12)}`).getTime();
  const postgres = postgresTime.exec(text);
  if (postgres) return new Date(`${postgres[1]?.replace(' ', 'T')}Z`).getTime();
  return undefined;
};

export const parseLogLine = (source: string, text: string, previousTime: number): LogLine => {
  if (text.startsWith('{')) {
    try {
      const fields = JSON.parse(text) as Record<string, unknown>;
      return { source, text, fields, time: typeof fields.time === 'number' ? fields.time : previousTime };
    } catch {
      // Cut off in the middle by a kill: shown as it is.
    }
  }
  return { source, text, fields: undefined, time: statedTime(text) ?? previousTime };
};

const colours: Readonly<Record<string, (text: string) => string>> = {
  fatal: pc.red,
  error: pc.red,
  warn: pc.yellow,
  info: pc.green,
  debug: pc.blue,
  trace: pc.dim,
};

const clock = (time: number): string => {
  const date = new Date(time);
  return `${date.toTimeString().slice(0, 8)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
};

const value = (of: unknown): string => (typeof of === 'string' ? of : JSON.stringify(of));

const errorText = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return '';
  const { message = '', stack = '' } = error as { message?: string; stack?: string };
  return `\n    ${stack || message}`.replaceAll('\n', '\n    ').trimEnd();
};

/** One line for people: time, service, level, message, and what else it carries. */
export const formatLogLine = ({ source, time, text, fields }: LogLine): string => {
  const head = `${pc.dim(time > 0 ? clock(time) : '            ')} ${pc.cyan(source.padEnd(13))}`;
  if (fields === undefined) return `${head} ${text.replace(natsTime, '').replace(postgresTime, '').trimStart()}`;
  const level = String(fields.level ?? '');
  const paint = colours[level] ?? ((plain: string) => plain);
  const rest = Object.entries(fields).filter(([name]) => !hidden.has(name));
  const extras = rest.map(([name, of]) => pc.dim(`${name}=${value(of)}`)).join(' ');
  return `${head} ${paint(level.padEnd(5))} ${String(fields.msg ?? '')} ${extras}${pc.red(errorText(fields.err ?? fields.error))}`.trimEnd();
};
