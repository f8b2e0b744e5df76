import { AppError } from '@orderflow/errors';
import type { ConsumeOptions, DrainReport, DurableName, Topology } from '../ports.ts';
import { type Consumer, type ConsumerOptions, createConsumer } from './consumer.ts';

export interface ConsumerGroupOptions extends Omit<ConsumerOptions, 'durable' | 'consume'> {
  readonly topology: Topology;
  readonly consume?: Readonly<Record<DurableName, ConsumeOptions>>;
}

/** One consumer for each durable the router has a route for. What a bus is on its reading side. */
export interface ConsumerGroup {
  /**
   * Rejects with CONFIG_INVALID for a durable that is not in the topology, or with what `openSource` rejects with. Called
   * again it starts nothing more.
   */
  start(): Promise<void>;
  /** Never rejects. */
  drain(deadlineMs: number): Promise<DrainReport>;
  /** Forgets everything at once and settles nothing, as the death of the process would. */
  abandon(): void;
  problems(): readonly string[];
}

export const createConsumerGroup = (options: ConsumerGroupOptions): ConsumerGroup => {
  const { topology, consume = {}, ...shared } = options;
  let consumers: readonly Consumer[] = [];
  let started: Promise<void> | undefined;

  const make = (durable: DurableName): Consumer => {
    if (!topology.durables.some(({ name }) => name === durable)) {
      throw new AppError('CONFIG_INVALID', `The durable ${durable} is subscribed to and not in the topology.`);
    }
    const ofDurable = consume[durable];
    return createConsumer({ ...shared, durable, ...(ofDurable && { consume: ofDurable }) });
  };

  const start = async (): Promise<void> => {
    options.router.close();
    consumers = options.router.durables().map(make);
    await Promise.all(consumers.map((consumer) => consumer.start()));
  };

  return {
    start: () => {
      started ??= start();
      return started;
    },
    drain: async (deadlineMs) => {
      const reports = await Promise.all(consumers.map((consumer) => consumer.drain(deadlineMs)));
      const unfinished = reports.flatMap((report) => report.unfinished);
      return { clean: unfinished.length === 0, unfinished };
    },
    abandon: () => {
      for (const consumer of consumers) consumer.abandon();
    },
    problems: () => consumers.flatMap((consumer) => consumer.problems()),
  };
};
