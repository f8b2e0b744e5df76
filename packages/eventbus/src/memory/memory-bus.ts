import { type Clock, createRealClock } from '../engine/clock.ts';
import { createConsumerGroup } from '../engine/consumer-group.ts';
import { deadLetterHeaders, deadLetterId, headerLines } from '../engine/headers.ts';
import type { BusObserver } from '../engine/observer.ts';
import { createRouter } from '../engine/router.ts';
import {
  type Bus,
  type ConsumeOptions,
  type DrainReport,
  type DurableName,
  deadLetterSubject,
  type Middleware,
  type Topology,
} from '../ports.ts';
import { createMemoryLog, type MemoryLog } from './memory-log.ts';
import { createMemoryPublisher } from './memory-publisher.ts';

export interface MemoryBusOptions {
  /** Of a log of its own; or give `log`, to share one between buses as replicas share a server. */
  readonly topology: Topology;
  readonly log?: MemoryLog;
  /** Default: the machine's. `createVirtualClock` makes tests of delays and redeliveries instant. */
  readonly clock?: Clock;
  /** `ce-source`. Default `/memory`. */
  readonly source?: string;
  readonly consume?: Readonly<Record<DurableName, ConsumeOptions>>;
  readonly publish?: { readonly maxPending?: number; readonly maxQueue?: number };
  readonly middleware?: readonly Middleware[];
  readonly observer?: BusObserver;
}

export interface MemoryBus extends Bus {
  readonly log: MemoryLog;
  /** Dies as a process does: nothing it still does reaches the log, and what it had comes again after `ack_wait`. */
  crash(): void;
}

/** The bus in memory: the same engine as over JetStream, over a log that keeps its promises and forgets at exit. */
export const createMemoryBus = (options: MemoryBusOptions): MemoryBus => {
  const { topology, source = '/memory', observer = {} } = options;
  const clock = options.log?.clock ?? options.clock ?? createRealClock();
  const log = options.log ?? createMemoryLog(topology, clock);
  const { maxPending = 256, maxQueue = 10_000 } = options.publish ?? {};
  const publisher = createMemoryPublisher({ log, source, maxPending, maxQueue, observer });
  const router = createRouter();

  const group = createConsumerGroup({
    topology,
    router,
    clock,
    observer,
    ledger: log.ledger,
    openSource: async (durable, deliver) => {
      const ackWaitMs = topology.durables.find(({ name }) => name === durable)?.ackWaitMs ?? 30_000;
      return { source: log.open(durable, deliver), ackWaitMs };
    },
    storeDeadLetter: async (letter) => {
      const subject = deadLetterSubject(letter.durable);
      const headers = headerLines(deadLetterHeaders(letter, clock.now()));
      await publisher.send(
        { subject, type: subject, id: deadLetterId(letter), data: letter.data, headers },
        'complete',
      );
    },
    ...(options.consume && { consume: options.consume }),
    ...(options.middleware && { middleware: options.middleware }),
  });

  const drain = async (deadlineMs: number, alongside?: Promise<unknown>): Promise<DrainReport> => {
    const [report] = await Promise.all([group.drain(deadlineMs), Promise.allSettled([alongside])]);
    await publisher.drain();
    return report;
  };
  let draining: Promise<DrainReport> | undefined;

  return {
    log,
    publish: publisher.publish,
    subscribe: (event, handler, durable) => router.subscribe(event, handler, durable),
    start: () => group.start(),
    drain: ({ deadlineMs = 15_000, alongside } = {}) => {
      draining ??= drain(deadlineMs, alongside);
      return draining;
    },
    status: () => ({
      connected: log.up,
      problems: [...(log.up ? [] : ['The log is away.']), ...log.missing(), ...group.problems()],
      missingStreams: log.missingStreams(),
    }),
    crash: () => {
      group.abandon();
      publisher.abandon();
    },
  };
};
