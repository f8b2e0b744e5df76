import { AppError } from '@orderflow/errors';
import { defaultMiddleware } from '../middleware/stack.ts';
import type { ConsumeOptions, DrainReport, DurableName, Middleware } from '../ports.ts';
import { createAttempts, runsAlone } from './attempts.ts';
import { type Clock, createRealClock } from './clock.ts';
import { messageIdOf } from './delivered-message.ts';
import type { AttemptLedger, Delivery, DeliverySource, OpenSource, StoreDeadLetter } from './delivery.ts';
import { createExecute } from './execute.ts';
import type { BusObserver } from './observer.ts';
import { createOutage } from './outage.ts';
import type { Router } from './router.ts';
import { afterRefusedLetter, type DirectSettlement, givenBack, type Settlement, settle } from './settlement.ts';

export interface ConsumerOptions {
  readonly durable: DurableName;
  readonly router: Router;
  readonly openSource: OpenSource;
  readonly storeDeadLetter: StoreDeadLetter;
  readonly ledger: AttemptLedger;
  readonly consume?: ConsumeOptions;
  /** Around the handlers, inside of the bus's own. The first is the outermost. */
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

/** One unsettled message. When it is delivered a second time meanwhile, the newer delivery is the one to settle. */
interface Entry {
  delivery: Delivery;
  readonly controller: AbortController;
  running: boolean;
}

const crashLoop = (): AppError =>
  new AppError('CRASH_LOOP', 'The process ended each time this message was handled; it is not run again.');

const clean: DrainReport = { clean: true, unfinished: [] };

export const createConsumer = (options: ConsumerOptions): Consumer => {
  const { durable, router, openSource, storeDeadLetter, ledger, observer = {} } = options;
  const { clock = createRealClock(), random = Math.random, middleware = [] } = options;
  const { concurrency = 256, maxAttempts = 8, retryInitialMs = 200, retryMaxMs = 30_000 } = options.consume ?? {};
  const rules = { maxAttempts, retryInitialMs, retryMaxMs };
  const handlerTimeoutMs = options.consume?.handlerTimeoutMs ?? 30_000;

  const stack = [...defaultMiddleware({ clock, observer, handlerTimeoutMs }), ...middleware];
  const execute = createExecute(
    router.routesOf(durable, (handler) => stack.reduceRight((next, wrap) => wrap(next), handler)),
  );
  const attempts = createAttempts(ledger);
  const outage = createOutage({ clock, random, onProbe: () => advance() });

  const entries = new Map<number, Entry>();
  let source: DeliverySource | undefined;
  /** Deliveries asked for and not come yet. */
  let asked = 0;
  let runningCount = 0;
  /** The message that runs alone: nothing else is started before its verdict. */
  let alone: Entry | undefined;
  /** The message that is tried while the others wait for what is away. */
  let probed: Entry | undefined;
  let state: 'running' | 'draining' | 'abandoned' = 'running';
  let whenIdle: (() => void) | undefined;
  let stopTicking = (): void => {};

  const dead = (): boolean => state === 'abandoned';

  const askForMore = (): void => {
    if (state !== 'running' || outage.holding) return;
    const free = concurrency - entries.size - asked;
    if (free <= 0) return;
    asked += free;
    source?.request(free);
  };

  const apply = (entry: Entry, settlement: DirectSettlement): void => {
    const { delivery } = entry;
    if (settlement.action === 'ack') delivery.ack();
    else delivery.nak(settlement.delayMs);
    if (settlement.action === 'ack') attempts.settled(delivery);
    entries.delete(delivery.sequence);
  };

  const hold = (entry: Entry): void => {
    if (state === 'draining') {
      apply(entry, givenBack);
    } else if (outage.begin()) {
      source?.pause();
      asked = 0;
      observer.held?.(durable, true);
    } else if (entry === probed) {
      outage.probeFailed();
    }
  };

  /** Resolves with true when the letter is stored. */
  const deadLetter = async (entry: Entry, { error, attempts: count }: { error: AppError; attempts: number }) => {
    const { delivery } = entry;
    const { stream, sequence, subject, data } = delivery;
    try {
      await storeDeadLetter({
        durable,
        stream,
        sequence,
        subject,
        data,
        headers: delivery.headers(),
        code: error.code,
        reason: error.message,
        stack: error.stack ?? '',
        attempts: count,
        delivery: delivery.delivery,
      });
    } catch (refusal) {
      if (dead()) return false;
      observer.deadLetterRefused?.(durable, refusal);
      apply(entry, afterRefusedLetter(rules, random));
      return false;
    }
    if (dead()) return false;
    entry.delivery.term();
    attempts.settled(delivery);
    entries.delete(sequence);
    observer.deadLettered?.({ durable, code: error.code, messageId: messageIdOf(delivery) });
    return true;
  };

  /** Resolves with true when the message will not come again. */
  const carryOut = async (entry: Entry, settlement: Settlement): Promise<boolean> => {
    if (entry === probed && settlement.action !== 'hold' && outage.end()) observer.held?.(durable, false);
    switch (settlement.action) {
      case 'hold':
        hold(entry);
        return false;
      case 'dead_letter':
        return await deadLetter(entry, settlement);
      case 'nak':
        if (settlement.counts) attempts.failed(entry.delivery);
        apply(entry, settlement);
        return false;
      case 'ack':
        apply(entry, settlement);
        return true;
      default:
        return settlement satisfies never;
    }
  };

  const run = async (entry: Entry): Promise<boolean> => {
    const outcome = await execute(entry.delivery, entry.controller.signal);
    if (dead()) return false;
    return await carryOut(entry, settle(outcome, attempts.failures(entry.delivery), rules, random));
  };

  const runAlone = async (entry: Entry): Promise<void> => {
    const { delivery } = entry;
    let endsTheProcess: boolean;
    try {
      endsTheProcess = await attempts.begin(delivery);
    } catch {
      // The log is away, and with it the record.
      if (!dead()) hold(entry);
      return;
    }
    if (dead()) return;
    const done = endsTheProcess
      ? await carryOut(entry, { action: 'dead_letter', error: crashLoop(), attempts: attempts.failures(delivery) })
      : await run(entry);
    if (!dead()) await attempts.end(delivery, done);
  };

  const start = (entry: Entry): void => {
    entry.running = true;
    runningCount += 1;
    const solo = runsAlone(entry.delivery);
    if (solo) alone = entry;
    const handling: Promise<unknown> = solo ? runAlone(entry) : run(entry);
    handling.then(
      () => finished(entry),
      (error: unknown) => {
        // A bug of the engine itself: the message comes again after its ack_wait, and the sentence tells of it.
        observer.problem?.(`${durable}: ${AppError.from(error).message}`);
        entries.delete(entry.delivery.sequence);
        finished(entry);
      },
    );
  };

  const finished = (entry: Entry): void => {
    if (dead()) return;
    entry.running = false;
    runningCount -= 1;
    if (alone === entry) alone = undefined;
    if (probed === entry) probed = undefined;
    advance();
    if (runningCount === 0) whenIdle?.();
  };

  /** Starts what may be started, and asks for as many messages as there is room for. */
  const advance = (): void => {
    if (state !== 'running') return;
    if (outage.holding) probe();
    else startBuffered();
    askForMore();
  };

  const probe = (): void => {
    if (!outage.probeIsDue || runningCount > 0) return;
    const [oldest] = [...entries.values()]
      .filter(({ running }) => !running)
      .sort((a, b) => a.delivery.sequence - b.delivery.sequence);
    if (!oldest) return;
    outage.probing();
    probed = oldest;
    start(oldest);
  };

  const startBuffered = (): void => {
    if (entries.size === runningCount) return;
    for (const entry of entries.values()) {
      if (alone) return;
      if (entry.running) continue;
      if (runsAlone(entry.delivery)) {
        // It runs alone, so it waits for the others, and nothing new is started before it.
        if (runningCount === 0) start(entry);
        return;
      }
      start(entry);
    }
  };

  const receive = (delivery: Delivery): void => {
    if (state === 'abandoned') return;
    asked = Math.max(0, asked - 1);
    if (delivery.delivery > 1) observer.redelivered?.(durable);
    const known = entries.get(delivery.sequence);
    if (known && known.delivery.storedAt.getTime() !== delivery.storedAt.getTime()) {
      // Another message in the same place: the stream was made anew. The old one has to end first.
      delivery.nak(retryMaxMs);
      askForMore();
      return;
    }
    if (known) {
      // Its clock ran out while it was away or running: it is not run twice, only settled by its last delivery.
      known.delivery = delivery;
      askForMore();
      return;
    }
    const entry: Entry = { delivery, controller: new AbortController(), running: false };
    if (state === 'draining') {
      apply(entry, givenBack);
      return;
    }
    entries.set(delivery.sequence, entry);
    const mayStart = !alone && !outage.holding && entries.size === runningCount + 1 && !runsAlone(delivery);
    if (mayStart) start(entry);
    else advance();
  };

  const tickEvery = (periodMs: number): void => {
    stopTicking = clock.after(periodMs, () => {
      for (const { delivery } of entries.values()) delivery.working();
      tickEvery(periodMs);
    });
  };

  const nameOf = ({ delivery }: Entry): string => `${durable}:${messageIdOf(delivery)}`;

  const waitForRunning = (deadlineMs: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(deadlineMs, () => {
        for (const entry of entries.values()) {
          if (entry.running) entry.controller.abort(new AppError('ABORTED', 'The drain deadline has passed.'));
        }
        resolve();
      });
      whenIdle = () => {
        cancel();
        resolve();
      };
      if (runningCount === 0) whenIdle();
    });

  return {
    durable,
    start: async () => {
      const opened = await openSource(durable, receive);
      source = opened.source;
      tickEvery(opened.ackWaitMs / 3);
      askForMore();
    },
    drain: async (deadlineMs) => {
      if (state !== 'running') return clean;
      state = 'draining';
      outage.end();
      source?.pause();
      for (const entry of [...entries.values()]) if (!entry.running) apply(entry, givenBack);
      await source?.stop();
      await waitForRunning(deadlineMs);
      stopTicking();
      const unfinished = [...entries.values()].map(nameOf);
      return { clean: unfinished.length === 0, unfinished };
    },
    abandon: () => {
      state = 'abandoned';
      outage.end();
      stopTicking();
      entries.clear();
      whenIdle?.();
      void source?.stop();
    },
    problems: () => (outage.holding ? [`${durable} holds ${entries.size} messages: something they need is away.`] : []),
    unsettled: () => entries.size,
  };
};
