import type { ConsumeOptions, DrainReport, DurableName, Middleware } from '../ports.ts';
import type { Clock } from './clock.ts';
import type { AttemptLedger, OpenSource, StoreDeadLetter } from './delivery.ts';
import type { BusObserver } from './observer.ts';
import type { Router } from './router.ts';

export interface ConsumerOptions {
  readonly durable: DurableName;
  readonly router: Router;
  readonly openSource: OpenSource;
  readonly storeDeadLetter: StoreDeadLetter;
  readonly ledger: AttemptLedger;
  readonly consume?: ConsumeOptions;
  /** The first is the outermost. */
  readonly middleware?: readonly Middleware[];
  readonly clock?: Clock;
  readonly observer?: BusObserver;
  /** For the jitter of delays; 0 (inclusive) to 1. */
  readonly random?: () => number;
}

/** Reads one durable: routes, runs handlers, settles. Independent of where the deliveries come from. */
export interface Consumer {
  readonly durable: DurableName;
  /** Opens the source and asks for messages. Rejects with what `openSource` rejects with. */
  start(): Promise<void>;
  /** Never rejects. Unfinished work is named `<durable>:<message id>`. */
  drain(deadlineMs: number): Promise<DrainReport>;
  /** Forgets everything at once and settles nothing, as the death of the process would. */
  abandon(): void;
  /** One sentence for each thing that is wrong. */
  problems(): readonly string[];
  /** Messages delivered and not settled: running, buffered or held. Never more than `concurrency`. */
  unsettled(): number;
}

export declare const createConsumer: (options: ConsumerOptions) => Consumer;
