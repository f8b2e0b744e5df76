import { type FailpointName, isFailpointName } from './names.ts';

// What goes over the agent's socket: a JSON line each way, one command at a time.

export type Command =
  /** Kill the process at the `after`-th time (from 1) that the point is reached from now on. */
  | { readonly command: 'arm'; readonly failpoint: FailpointName; readonly after: number }
  /** Without a point: all of them. */
  | { readonly command: 'disarm'; readonly failpoint?: FailpointName }
  /** What `Date` says from now on, relative to the machine's clock. Monotonic clocks and timers stay. */
  | { readonly command: 'clock'; readonly offsetMs: number }
  | { readonly command: 'counts' };

/** How often each point was reached since the process started; one that was not is absent. */
export type Counts = Readonly<Partial<Record<FailpointName, number>>>;

export type Reply =
  | { readonly ok: true; readonly pid: number; readonly counts?: Counts }
  | { readonly ok: false; readonly reason: string };

/** A line of the hits file: a kill that is about to happen. */
export interface Hit {
  readonly failpoint: FailpointName;
  readonly service: string;
  readonly pid: number;
  /** By the machine's clock, ISO 8601. */
  readonly at: string;
  /** HTTP requests that had come in and were not answered. */
  readonly requestsUnderWay: number;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The command in a line, or a sentence that says what is wrong with it. */
export const parseCommand = (line: string): Command | string => {
  let said: unknown;
  try {
    said = JSON.parse(line);
  } catch {
    return 'a command is a line of JSON';
  }
  if (!isObject(said)) return 'a command is a JSON object';
  const { command, failpoint, after, offsetMs } = said;
  switch (command) {
    case 'arm':
      if (!isFailpointName(failpoint)) return `there is no failpoint ${failpoint}`;
      if (!Number.isSafeInteger(after) || Number(after) < 1) return `after must be 1 or more, not ${after}`;
      return { command, failpoint, after: Number(after) };
    case 'disarm':
      if (failpoint === undefined) return { command };
      return isFailpointName(failpoint) ? { command, failpoint } : `there is no failpoint ${failpoint}`;
    case 'clock':
      if (typeof offsetMs !== 'number' || !Number.isFinite(offsetMs)) return `offsetMs is no number: ${offsetMs}`;
      return { command, offsetMs };
    case 'counts':
      return { command };
    default:
      return `there is no command ${command}`;
  }
};
