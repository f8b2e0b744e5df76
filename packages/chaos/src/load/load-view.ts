import type { KnownOrder } from '@orderflow/load';

/** What faults and figures may know of the load, and ask of it. */
export interface LoadView {
  /** Requests that wait for an answer. */
  readonly inFlight: number;
  /** Accepted orders whose end has not been seen. */
  readonly open: number;
  /** Some of the orders accepted last, newest first. */
  recent(count: number): readonly KnownOrder[];
  /** The clients of the newest orders change their minds; resolves with how many cancels were accepted. */
  cancelRecent(count: number): Promise<number>;
  /** The clients of the next orders cancel at once. `stop` says how many did. */
  cancelNext(count: number): { stop(): number };
}
