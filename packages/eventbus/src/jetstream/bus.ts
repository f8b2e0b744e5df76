import type { NatsConnection } from '@nats-io/nats-core';
import { AppError } from '@orderflow/errors';
import type { CircuitState } from '@orderflow/resilience';
import type { BusObserver } from '../engine/observer.ts';
import type { Bus, ConsumeOptions, DurableName, Middleware, Topology } from '../ports.ts';

export interface PublishTuning {
  /** Published and not yet answered, at most. Default 256. */
  readonly maxPending?: number;
  /** Messages of the accept lane that wait for room; one more is answered QUEUE_FULL. Default 10 000. */
  readonly maxQueue?: number;
  /** How long one attempt waits for its answer, and how long a lost connection is waited for. Default 5 000. */
  readonly timeoutMs?: number;
  /** Longest that a message or acknowledgement waits to be written together with others; 0: never. Default 2. */
  readonly corkMs?: number;
}

export interface JetStreamBusOptions {
  readonly connection: NatsConnection;
  readonly topology: Topology;
  /** URI-reference of this producer: the events' `ce-source`. */
  readonly source: string;
  readonly consume?: Readonly<Record<DurableName, ConsumeOptions>>;
  readonly publish?: PublishTuning;
  readonly middleware?: readonly Middleware[];
  readonly observer?: BusObserver;
  /** State of the circuit breaker around publishing to a stream. */
  readonly onCircuit?: (stream: string, state: CircuitState) => void;
  /** `drain` also closes the connection. Default false: whoever made it closes it. */
  readonly closeConnection?: boolean;
}

/**
 * A bus over NATS JetStream. The streams and durables of the topology are made by `ensureTopology`; until they exist
 * the bus waits for them and says so in its status.
 */
export const createJetStreamBus = (options: JetStreamBusOptions): Bus => {
  throw new AppError('INTERNAL', `The bus of ${options.source} is not there yet.`);
};
