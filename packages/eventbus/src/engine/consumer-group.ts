import type { ConsumeOptions, DrainReport, DurableName, Topology } from '../ports.ts';
import type { ConsumerOptions } from './consumer.ts';

export interface ConsumerGroupOptions extends Omit<ConsumerOptions, 'durable' | 'consume'> {
  readonly topology: Topology;
  readonly consume?: Readonly<Record<DurableName, ConsumeOptions>>;
}

/** One consumer for each durable the router has a route for. What a bus is on its reading side. */
export interface ConsumerGroup {
  /** Throws CONFIG_INVALID for a durable that is not in the topology. Rejects with what `openSource` rejects with. */
  start(): Promise<void>;
  /** Never rejects. */
  drain(deadlineMs: number): Promise<DrainReport>;
  /** Forgets everything at once and settles nothing, as the death of the process would. */
  abandon(): void;
  problems(): readonly string[];
}

export declare const createConsumerGroup: (options: ConsumerGroupOptions) => ConsumerGroup;
