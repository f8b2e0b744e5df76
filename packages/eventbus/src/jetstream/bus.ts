import type { NatsConnection } from '@nats-io/nats-core';
import { AppError } from '@orderflow/errors';
import type { CircuitState } from '@orderflow/resilience';
import { createConsumerGroup } from '../engine/consumer-group.ts';
import type { OpenSource } from '../engine/delivery.ts';
import { endedWithin } from '../engine/ended-within.ts';
import type { BusObserver } from '../engine/observer.ts';
import { createRouter } from '../engine/router.ts';
import type { Bus, ConsumeOptions, DrainReport, DurableName, Middleware, Topology } from '../ports.ts';
import { createAttemptLedger } from './attempt-ledger.ts';
import { createCork } from './cork.ts';
import { createDeadLetterStore } from './dead-letter-store.ts';
import { createLink } from './link.ts';
import { createPublisher } from './publisher.ts';
import { createPullSource } from './pull-source.ts';
import { createWatchdog, type Watchdog } from './watchdog.ts';

export interface PublishTuning {
  /** Published and not yet answered, at most. Default 256. */
  readonly maxPending?: number;
  /** Messages of the accept lane that wait for room; one more is answered QUEUE_FULL. Default 10 000. */
  readonly maxQueue?: number;
  /** How long one attempt waits for its answer, and how long a lost connection is waited for. Default 5 000. */
  readonly timeoutMs?: number;
  /** Longest that a message or acknowledgement waits to be written together with others; 0: never. Default 3. */
  readonly corkMs?: number;
}

export interface WatchdogTuning {
  /** How often each durable is looked at and its position saved. Default 5 000. */
  readonly intervalMs?: number;
  /** Pending messages and none delivered for this long: the durable is made again. Default 30 000. */
  readonly stuckAfterMs?: number;
}

export interface JetStreamBusOptions {
  readonly connection: NatsConnection;
  readonly topology: Topology;
  /** URI-reference of this producer: the events' `ce-source`. */
  readonly source: string;
  readonly consume?: Readonly<Record<DurableName, ConsumeOptions>>;
  readonly publish?: PublishTuning;
  readonly watchdog?: WatchdogTuning;
  readonly middleware?: readonly Middleware[];
  readonly observer?: BusObserver;
  /** State of the circuit breaker around publishing to a stream. */
  readonly onCircuit?: (stream: string, state: CircuitState) => void;
  /** `drain` also closes the connection. Default false: whoever made it closes it. */
  readonly closeConnection?: boolean;
}

const defaultDeadlineMs = 15_000;
/** Also when the deadline has passed the log is asked whether it has read the acknowledgements. */
const leastConfirmMs = 500;
const unconfirmed = 'acknowledgements that the log has not confirmed';

const atLeast = (minimum: number, values: Readonly<Record<string, number>>): void => {
  for (const [name, value] of Object.entries(values)) {
    if (Number.isFinite(value) && value >= minimum) continue;
    throw new AppError('CONFIG_INVALID', `${name} must be a number of at least ${minimum}, not ${value}.`);
  }
};

/**
 * A bus over NATS JetStream. The streams and durables of the topology are made by `ensureTopology`; until they exist
 * the bus waits for them and says so in its status.
 */
export const createJetStreamBus = (options: JetStreamBusOptions): Bus => {
  const { connection, topology, source: producer, observer = {}, closeConnection = false } = options;
  const { maxPending = 256, maxQueue = 10_000, timeoutMs = 5_000, corkMs = 6 } = options.publish ?? {};
  const { intervalMs = 5_000, stuckAfterMs = 30_000 } = options.watchdog ?? {};
  atLeast(1, { maxPending, timeoutMs, intervalMs, stuckAfterMs });
  atLeast(0, { maxQueue, corkMs });

  const link = createLink(connection);
  const cork = createCork(connection, link, corkMs);
  const publisher = createPublisher({
    connection,
    link,
    cork,
    topology,
    source: producer,
    maxPending,
    maxQueue,
    timeoutMs,
    observer,
    onCircuit: options.onCircuit,
  });
  const router = createRouter();
  const watchdogs: Watchdog[] = [];

  const openSource: OpenSource = async (durable, deliver) => {
    const definition = topology.durables.find(({ name }) => name === durable);
    if (!definition) throw new AppError('CONFIG_INVALID', `The topology has no durable ${durable}.`);
    const { stream, ackWaitMs } = definition;
    const onGone = (): void => watchdog.look();
    const source = createPullSource({ connection, link, cork, stream, durable, deliver, onGone });
    const watchdog = createWatchdog({ connection, link, definition, source, observer, intervalMs, stuckAfterMs });
    watchdogs.push(watchdog);
    watchdog.look();
    return { source, ackWaitMs };
  };

  const group = createConsumerGroup({
    topology,
    router,
    openSource,
    storeDeadLetter: createDeadLetterStore(publisher),
    ledger: createAttemptLedger(connection),
    observer,
    ...(options.consume ? { consume: options.consume } : {}),
    ...(options.middleware ? { middleware: options.middleware } : {}),
  });

  /** Resolves with whether the server has read the last acknowledgements; not at all while it does not answer. */
  const confirmSettlements = async (): Promise<boolean> => {
    const sent = cork.flush();
    // Without a connection there is nobody to ask.
    if (!link.connected) return sent;
    return connection.flush().then(
      () => true,
      () => false,
    );
  };

  const close = async (): Promise<void> => {
    publisher.close();
    cork.close();
    link.release();
    if (closeConnection) await connection.close().catch(() => undefined);
  };

  const drain = async (deadlineMs: number, alongside?: Promise<unknown>): Promise<DrainReport> => {
    const deadline = performance.now() + deadlineMs;
    const remainingMs = (): number => Math.max(0, deadline - performance.now());
    publisher.refuseAccepts();
    const [read] = await Promise.all([group.drain(remainingMs()), endedWithin(alongside, remainingMs())]);
    // Handlers have ended, so nothing is published any more but what they did not wait for.
    const unfinished = [...read.unfinished, ...(await publisher.drain(remainingMs()))];
    for (const watchdog of watchdogs) watchdog.stop();
    let confirmed = false;
    const confirming = confirmSettlements().then((answer) => {
      confirmed = answer;
    });
    await endedWithin(confirming, Math.max(leastConfirmMs, remainingMs()));
    if (!confirmed) unfinished.push(unconfirmed);
    await endedWithin(close(), Math.max(leastConfirmMs, remainingMs()));
    return { clean: unfinished.length === 0, unfinished };
  };
  let draining: Promise<DrainReport> | undefined;

  return {
    publish: publisher.publish,
    subscribe: (event, handler, durable) => router.subscribe(event, handler, durable),
    start: () => group.start(),
    drain: ({ deadlineMs = defaultDeadlineMs, alongside } = {}) => {
      draining ??= drain(deadlineMs, alongside);
      return draining;
    },
    status: () => ({
      connected: link.connected,
      problems: [
        ...(link.connected ? [] : ['There is no connection to the log.']),
        ...publisher.problems(),
        ...watchdogs.flatMap((watchdog) => watchdog.problems()),
        ...group.problems(),
      ],
      missingStreams: [...new Set(watchdogs.flatMap((watchdog) => watchdog.missingStream() ?? []))],
    }),
  };
};
