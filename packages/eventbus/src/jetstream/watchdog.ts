import type { ConsumerInfo, JetStreamManager, StreamInfo } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { BusObserver } from '../engine/observer.ts';
import type { DurableDefinition } from '../ports.ts';
import { asAppError, openManager, orUndefined } from './api.ts';
import { durableConfig } from './durable-config.ts';
import { createDurableStore, type DurableStore, resumeAt } from './durable-store.ts';
import type { Link } from './link.ts';
import type { PullSource } from './pull-source.ts';
import { judge, type Patience } from './stuck.ts';

export interface WatchdogOptions {
  readonly connection: NatsConnection;
  readonly link: Link;
  readonly definition: DurableDefinition;
  readonly source: Pick<PullSource, 'openCredit' | 'restart'>;
  readonly observer: BusObserver;
  /** How often the durable is looked at, and its position saved. */
  readonly intervalMs: number;
  /** Pending messages, credit, and no delivery for this long: the durable is made again. */
  readonly stuckAfterMs: number;
}

/**
 * Looks after one durable: saves how far it has come, makes it again there when it is deleted or stuck, and says so
 * when its stream is gone.
 */
export interface Watchdog {
  /** Looks now, or as soon as the present look is over. */
  look(): void;
  problems(): readonly string[];
  /** The durable's stream, when it did not exist at the last look. */
  missingStream(): string | undefined;
  stop(): void;
}

export const createWatchdog = (options: WatchdogOptions): Watchdog => {
  const { connection, link, definition, source, observer, intervalMs, stuckAfterMs } = options;
  let problem: string | undefined;
  let streamIsMissing = false;
  let stream: StreamInfo | undefined;
  let lastCreated = '';
  let savedFloor = -1;
  let patience: Patience | undefined;
  let running = false;
  let again = false;
  let stopped = false;

  const setProblem = (sentence: string | undefined): void => {
    if (sentence !== undefined && sentence !== problem) observer.problem?.(sentence);
    problem = sentence;
  };

  const make = async (manager: JetStreamManager, store: DurableStore, of: StreamInfo): Promise<void> => {
    const at = resumeAt(await store.read(definition.name), of);
    const info = await manager.consumers.add(definition.stream, durableConfig(definition, at));
    observer.rebuilt?.(definition.name);
    observer.problem?.(
      `The durable ${definition.name} was gone or stuck and has been made again ` +
        `${at === undefined ? 'at the beginning of its stream' : `at message ${at}`}.`,
    );
    await store.save(definition, info, of.created);
    lastCreated = info.created;
    savedFloor = info.ack_floor.stream_seq;
    source.restart();
  };

  /** Only the durable that was seen stuck is deleted: another process may have made it again meanwhile. */
  const removeStuck = async (manager: JetStreamManager, created: string): Promise<boolean> => {
    const info = await orUndefined(manager.consumers.info(definition.stream, definition.name));
    if (info === undefined) return true;
    if (info.created !== created) return false;
    await orUndefined(manager.consumers.delete(definition.stream, definition.name));
    return true;
  };

  const examine = async (manager: JetStreamManager, store: DurableStore, info: ConsumerInfo): Promise<void> => {
    if (info.created !== lastCreated) {
      stream = await orUndefined(manager.streams.info(definition.stream));
      lastCreated = info.created;
      savedFloor = -1;
    }
    if (stream && info.ack_floor.stream_seq !== savedFloor) {
      await store.save(definition, info, stream.created);
      savedFloor = info.ack_floor.stream_seq;
    }
    const look = {
      created: info.created,
      pending: info.num_pending,
      deliveredCount: info.delivered.consumer_seq,
      waitsForUs: info.paused === true || info.num_ack_pending >= (info.config.max_ack_pending ?? Infinity),
      asked: source.openCredit > 0,
    };
    const nowMs = performance.now();
    patience = judge(patience, look, nowMs);
    if (patience === undefined) return;
    const stuckMs = nowMs - patience.sinceMs;
    // First the cheap remedy: our requests may be lost.
    if (stuckMs >= stuckAfterMs / 2 && stuckMs < stuckAfterMs) source.restart();
    if (stuckMs < stuckAfterMs || !stream) return;
    patience = undefined;
    if (await removeStuck(manager, info.created)) await make(manager, store, stream);
  };

  const inspect = async (): Promise<void> => {
    const manager = await openManager(connection);
    const store = await createDurableStore(connection);
    const info = await orUndefined(manager.consumers.info(definition.stream, definition.name));
    if (info) {
      streamIsMissing = false;
      await examine(manager, store, info);
      setProblem(undefined);
      return;
    }
    patience = undefined;
    stream = await orUndefined(manager.streams.info(definition.stream));
    streamIsMissing = stream === undefined;
    if (stream === undefined) {
      setProblem(`The stream ${definition.stream} does not exist; it has to be set up.`);
      return;
    }
    await make(manager, store, stream);
    setProblem(undefined);
  };

  const look = (): void => {
    if (stopped || !link.connected) return;
    again = running;
    if (running) return;
    running = true;
    inspect()
      .catch((error: unknown) => {
        if (link.connected) setProblem(`The durable ${definition.name}: ${asAppError(error).message}`);
      })
      .finally(() => {
        running = false;
        if (again) look();
      });
  };

  const timer = setInterval(look, intervalMs);
  timer.unref();
  const unwatch = link.onChange((connected) => {
    if (connected) look();
  });

  return {
    look,
    problems: () => (problem === undefined ? [] : [problem]),
    missingStream: () => (streamIsMissing ? definition.stream : undefined),
    stop: () => {
      stopped = true;
      clearInterval(timer);
      unwatch();
    },
  };
};
