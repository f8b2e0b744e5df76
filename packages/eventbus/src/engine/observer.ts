import type { AppError, ErrorCode } from '@orderflow/errors';
import type { DurableName } from '../ports.ts';

/** A verdict on one delivery. */
export interface Processed {
  readonly type: string;
  readonly durable: DurableName;
  readonly durationMs: number;
  /** Absent when the message was acknowledged. */
  readonly errorCode?: ErrorCode;
}

/** How a publish ended. */
export interface Published {
  readonly type: string;
  /** From the call to the answer of the log, or to giving up. */
  readonly durationMs: number;
  /** Why it was given up. */
  readonly errorCode: ErrorCode | undefined;
  /** Of the trace it was sent in, when that is recorded. */
  readonly traceId: string | undefined;
}

/** What happens inside a bus, for metrics and logs. Callbacks must be quick and must not throw. */
export interface BusObserver {
  published?(result: Published): void;
  processed?(result: Processed): void;
  /** A message came again: a retry, a crash or a lost acknowledgement. */
  redelivered?(durable: DurableName): void;
  deadLettered?(letter: { readonly durable: DurableName; readonly code: string; readonly messageId: string }): void;
  /** A dead letter could not be stored; its message comes again. */
  deadLetterRefused?(durable: DurableName, error: unknown): void;
  /** Published and not yet answered. */
  windowInUse?(messages: number): void;
  /** True: a dependency is away (the reason says which) and the durable holds its messages. False: it goes on. */
  held?(durable: DurableName, holding: boolean, reason?: AppError): void;
  /** The durable was gone and has been made again at its last known position. */
  rebuilt?(durable: DurableName): void;
  /** Something is wrong that a person may want to know; one sentence. */
  problem?(sentence: string): void;
}

/** One observer that calls each of several. */
export const combineObservers = (...observers: readonly BusObserver[]): BusObserver => ({
  published: (result) => {
    for (const observer of observers) observer.published?.(result);
  },
  processed: (result) => {
    for (const observer of observers) observer.processed?.(result);
  },
  redelivered: (durable) => {
    for (const observer of observers) observer.redelivered?.(durable);
  },
  deadLettered: (letter) => {
    for (const observer of observers) observer.deadLettered?.(letter);
  },
  deadLetterRefused: (durable, error) => {
    for (const observer of observers) observer.deadLetterRefused?.(durable, error);
  },
  windowInUse: (messages) => {
    for (const observer of observers) observer.windowInUse?.(messages);
  },
  held: (durable, holding, reason) => {
    for (const observer of observers) observer.held?.(durable, holding, reason);
  },
  rebuilt: (durable) => {
    for (const observer of observers) observer.rebuilt?.(durable);
  },
  problem: (sentence) => {
    for (const observer of observers) observer.problem?.(sentence);
  },
});
