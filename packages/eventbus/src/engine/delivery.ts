import type { DurableName } from '../ports.ts';

/** One delivery of a message as the log hands it over: not yet routed, decoded or decided. */
export interface Delivery {
  readonly durable: DurableName;
  readonly stream: string;
  readonly subject: string;
  /** Position in the stream, from 1. */
  readonly sequence: number;
  /** 1 for the first delivery. */
  readonly delivery: number;
  readonly storedAt: Date;
  readonly data: Uint8Array;
  header(name: string): string | undefined;
  /** Every header, for a dead letter. Not on the hot path. */
  headers(): ReadonlyArray<readonly [name: string, value: string]>;
  /** Settlements. Only the first one counts. They do not wait: a lost one means a redelivery. */
  ack(): void;
  nak(delayMs: number): void;
  term(): void;
  /** Restarts the acknowledgement clock of this delivery. */
  working(): void;
}

/** Where deliveries of one durable come from. It never hands over more than was asked for. */
export interface DeliverySource {
  /** Allows `count` more deliveries. Credit adds up and survives reconnects. */
  request(count: number): void;
  /** Takes back unused credit. Deliveries that arrive all the same are handed over still. */
  pause(): void;
  /** No delivery is handed over after it resolves. */
  stop(): Promise<void>;
}

/** Makes the source of one durable. `ackWaitMs` is the log's clock, for `working()`. */
export type OpenSource = (
  durable: DurableName,
  deliver: (delivery: Delivery) => void,
) => Promise<{ readonly source: DeliverySource; readonly ackWaitMs: number }>;

/** What is known of a message that keeps coming back. Kept in the log, so that it outlives the process. */
export interface AttemptRecord {
  /** Times the handler failed for a reason of the message itself. */
  readonly failures: number;
  /** Times the handler was started and no verdict followed: the process died under it. */
  readonly startsWithoutVerdict: number;
}

/** Read and written only from the third delivery of a message on. Reject: the log is away. */
export interface AttemptLedger {
  read(durable: DurableName, stream: string, sequence: number): Promise<AttemptRecord | undefined>;
  write(durable: DurableName, stream: string, sequence: number, record: AttemptRecord): Promise<void>;
  forget(durable: DurableName, stream: string, sequence: number): Promise<void>;
}

/** A dead letter: the original bytes and what is needed to understand and redrive them. */
export interface DeadLetter {
  readonly durable: DurableName;
  readonly stream: string;
  readonly sequence: number;
  readonly subject: string;
  readonly data: Uint8Array;
  /** The original headers; the sink renames those of the log (`Nats-*`) so that they take no effect again. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  /** Stable code of the AppError. */
  readonly code: string;
  readonly reason: string;
  readonly stack: string;
  readonly attempts: number;
  readonly delivery: number;
}

/** Resolves when the log has stored the dead letter (identity `<durable>:<stream>:<sequence>`). */
export type StoreDeadLetter = (letter: DeadLetter) => Promise<void>;
