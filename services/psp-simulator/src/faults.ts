import { AppError } from '@orderflow/errors';

export const faultModes = ['fail', 'hang', 'slow', 'succeed_without_answering'] as const;
type FaultMode = (typeof faultModes)[number];

/** Names of the calls that a fault can strike. `retrieve` is of an intent, a refund, or the refunds of an intent. */
export const operations = ['create', 'confirm', 'cancel', 'retrieve', 'search', 'refund'] as const;
export type Operation = (typeof operations)[number];

/** What a fault strikes. Every given part must match; none given: every call. */
interface FaultMatch {
  readonly operation?: Operation;
  readonly order?: string;
  readonly intent?: string;
}

export interface Fault {
  readonly mode: FaultMode;
  readonly match?: FaultMatch;
  /** Calls it strikes before it ends by itself. Default: until it is taken away. */
  readonly count?: number;
  /** For `slow`: before the call is executed, default 1000. For `succeed_without_answering`: after it, default 0. */
  readonly delayMs?: number;
  /** For `fail`: the status answered. Default 503. */
  readonly status?: number;
}

/** A call, as faults see it. */
export interface Call {
  readonly operation: Operation;
  readonly order: string;
  readonly intent: string;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  list(): readonly Fault[];
  /** The first fault that matches, used up by one. */
  take(call: Call): Fault | undefined;
  /** Resolves when the fault that made the call hang is taken away. */
  readonly released: AbortSignal;
}

const maxFaults = 100;

export const createFaults = (): Faults => {
  let faults: { fault: Fault; left: number }[] = [];
  let release = new AbortController();

  return {
    add: (fault) => {
      if (faults.length >= maxFaults) throw new AppError('VALIDATION_FAILED', `More than ${maxFaults} faults.`);
      faults.push({ fault, left: fault.count ?? Number.POSITIVE_INFINITY });
    },
    clear: () => {
      faults = [];
      release.abort();
      release = new AbortController();
    },
    list: () => faults.map(({ fault }) => fault),
    take: (call) => {
      const found = faults.find(
        ({ fault: { match = {} } }) =>
          (match.operation === undefined || call.operation === match.operation) &&
          (match.order === undefined || call.order === match.order) &&
          (match.intent === undefined || call.intent === match.intent),
      );
      if (found === undefined) return undefined;
      found.left -= 1;
      if (found.left <= 0) faults = faults.filter((each) => each !== found);
      return found.fault;
    },
    get released() {
      return release.signal;
    },
  };
};
