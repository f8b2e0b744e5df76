/**
 * The library in one file. Two implementations stand behind these interfaces, JetStream and memory;
 * `@orderflow/eventbus/testing` exports the suite that both pass.
 *
 * What every implementation promises:
 * - Acknowledgement: `publish` resolves only after the log has stored the message. A message is acknowledged only
 *   after its handler resolved.
 * - Delivery: at least once to each durable. A crash between the handler's work and the acknowledgement brings the
 *   message again, so handlers are idempotent.
 * - Ordering: none. Handlers run concurrently, and a redelivered message comes after later ones.
 * - Loss: none in silence. A message is handled, delivered again later, or stored as a dead letter with its reason.
 * - Cancellation: each handler gets an `AbortSignal` that fires when its time is up or the drain deadline passes.
 */

/** Turns a payload into bytes and back. `decode` throws an AppError with the code UNDECODABLE. */
export interface Codec<T> {
  /** What `encode` makes: the `content-type` header. Default `application/protobuf`. */
  readonly contentType?: string;
  encode(payload: T): Uint8Array;
  decode(data: Uint8Array): T;
}

/** One kind of event: where it goes, how it is written, what identifies one occurrence of it. */
export interface EventDefinition<T> {
  /** Past tense, unique: `orders.created`. Becomes the CloudEvents `ce-type`. */
  readonly type: string;
  /** Subject the event is published on. */
  readonly subject: string;
  /** Version of the payload's schema, from 1. A consumer dead-letters versions it does not know. */
  readonly version: number;
  readonly codec: Codec<T>;
  /** What the event is about: an order id, a sku. */
  key(payload: T): string;
  /** Attribute under which the event's spans carry its key. Default: they do not. */
  readonly keyAttribute?: string;
  /** Identity of the occurrence, derived, never random; a repeat has the same. Default: `<key>:<type>`. */
  messageId?(payload: T): string;
}

/**
 * `accept` lane: work that may be refused. A full queue rejects at once with QUEUE_FULL.
 * `complete` lane: what follows from work already accepted. It waits for room, and never behind the other lane.
 */
export type Lane = 'accept' | 'complete';

export interface PublishOptions {
  /** Default `complete`. */
  readonly lane?: Lane;
  /** Overrides the definition's identity (a redrive has its own). */
  readonly messageId?: string;
  /** Extra headers. Names of the bus itself (`Nats-*`, `ce-*`, `traceparent`) are refused. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The log's word that the message is stored. */
export interface PubAck {
  readonly stream: string;
  /** Position in the stream, from 1. For a duplicate: that of the first message with this identity. */
  readonly sequence: number;
  /** The log already held a message with this identity (within its duplicate window). */
  readonly duplicate: boolean;
}

export interface Publisher {
  /**
   * Stores the event and resolves with its position.
   * Rejects with an AppError: QUEUE_FULL (accept lane only), LOG_UNAVAILABLE (not stored, or not known: repeating is
   * safe, the identity is the same), LOG_FULL, DRAINING, ABORTED.
   */
  publish<T>(event: EventDefinition<T>, payload: T, options?: PublishOptions): Promise<PubAck>;
}

/** A message on its way through a durable. */
export interface Message<T = unknown> {
  readonly event: EventDefinition<T>;
  readonly payload: T;
  /** Identity given by the publisher (`Nats-Msg-Id`). */
  readonly id: string;
  readonly durable: string;
  readonly stream: string;
  readonly subject: string;
  /** Position in the stream, from 1. */
  readonly sequence: number;
  /** When the log stored it. */
  readonly storedAt: Date;
  /** 1 for the first delivery. Outages and crashes count here too: attempts are what the bus counts itself. */
  readonly delivery: number;
  /** Value of a header, or undefined. Names are matched exactly. */
  header(name: string): string | undefined;
}

/**
 * Resolves: acknowledged. Rejects: settled by the AppError's verdict (`retry`, `dead_letter`, `wait`); anything that
 * is not an AppError is `retry`. The signal fires when the handler's time is up or the drain deadline passes. Handlers that
 * begin within a hundredth of that time share it, so it means nothing once the handler has ended.
 */
export type Handler<T> = (message: Message<T>, signal: AbortSignal) => Promise<void>;

/** Wraps a handler with one concern. The first in a list is the outermost. */
export type Middleware = (next: Handler<unknown>) => Handler<unknown>;

/** How a durable is read. All bounds are for one process. */
export interface ConsumeOptions {
  /** Most messages unsettled at a time. Default 256. */
  readonly concurrency?: number;
  /** Failures of the message itself before it is dead-lettered. Default 8. */
  readonly maxAttempts?: number;
  /** Delay before the second attempt; doubles each time, with full jitter. Default 200. */
  readonly retryInitialMs?: number;
  /** Default 30 000. */
  readonly retryMaxMs?: number;
  /** A handler that takes longer is aborted and its message retried. Default 30 000. */
  readonly handlerTimeoutMs?: number;
}

export interface Subscriber {
  /**
   * Routes an event of a durable to a handler. Call it for each event the durable carries, before `start`.
   * An event without a route, or in an unknown version, is dead-lettered.
   */
  subscribe<T>(event: EventDefinition<T>, handler: Handler<T>, durable: DurableName): void;
}

export type DurableName = string;

export interface DrainReport {
  /** True when everything finished before the deadline. */
  readonly clean: boolean;
  /**
   * `<durable>:<message id>` of what was still running, a published id without its answer, and a sentence when nobody knows
   * whether the log has read the last acknowledgements: then what they are for may come again.
   */
  readonly unfinished: readonly string[];
}

export interface BusStatus {
  /** The log can be written to, as far as is known. */
  readonly connected: boolean;
  /** One sentence for each thing that is wrong; empty when all is well. */
  readonly problems: readonly string[];
  /** Streams that are read and do not exist: nothing gets on until they are set up. */
  readonly missingStreams: readonly string[];
}

/** A publisher and a subscriber over one log. */
export interface Bus extends Publisher, Subscriber {
  /** Starts delivering to the subscribed handlers. */
  start(): Promise<void>;
  /**
   * Stops pulling, gives back at once what was buffered and not started, waits for running handlers, flushes
   * acknowledgements and publishes, closes. Never rejects. `alongside`: other work that publishes, and what it publishes
   * is taken until it has ended.
   */
  drain(options?: { readonly deadlineMs?: number; readonly alongside?: Promise<unknown> }): Promise<DrainReport>;
  status(): BusStatus;
}

/** A stream. Storage is file, retention by limits, and a full stream refuses new messages: nothing is ever evicted. */
export interface StreamDefinition {
  readonly name: string;
  readonly subjects: readonly string[];
  readonly maxBytes: number;
  /** 0: kept for ever. */
  readonly maxAgeMs: number;
  readonly duplicateWindowMs: number;
  readonly replicas: number;
}

/** A durable pull consumer: a named position in a stream, shared by all replicas of a service. */
export interface DurableDefinition {
  readonly name: DurableName;
  readonly stream: string;
  /** Filter. Includes `redrive.<name>`, where a person's redrive of a dead letter arrives. */
  readonly subjects: readonly string[];
  /** The log delivers again what is not settled for this long. Running handlers extend it. */
  readonly ackWaitMs: number;
  /** Most messages unsettled over all processes. */
  readonly maxAckPending: number;
}

export interface Topology {
  readonly streams: readonly StreamDefinition[];
  readonly durables: readonly DurableDefinition[];
  /** Stream that takes the dead letters, on `dead_letters.<durable>`. */
  readonly deadLetterStream: string;
}

/** Where dead letters go, and where a redrive comes in. */
export const deadLetterSubject = (durable: DurableName): string => `dead_letters.${durable}`;
export const redriveSubject = (durable: DurableName): string => `redrive.${durable}`;
