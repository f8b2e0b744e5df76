import { AppError } from '@orderflow/errors';
import { defaultMiddleware } from '../middleware/stack.ts';
import type { ConsumeOptions, DrainReport, DurableName, Middleware } from '../ports.ts';
import { createAttempts, isSameMessage } from './attempts.ts';
import { type Clock, createRealClock } from './clock.ts';
import { consumeBounds } from './consume-bounds.ts';
import { messageIdOf } from './delivered-message.ts';
import type { AttemptLedger, Delivery, DeliverySource, OpenSource, StoreDeadLetter } from './delivery.ts';
import { createExecute } from './execute.ts';
import { createLetterWriter } from './letters.ts';
import type { BusObserver } from './observer.ts';
import type { Router } from './router.ts';
import { createSchedule, type Entry } from './schedule.ts';
import { type Outcome, type Settlement, settle } from './settlement.ts';

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

export const createConsumer = (options: ConsumerOptions): Consumer => {
  const { durable, router, openSource, ledger, observer = {} } = options;
  const { clock = createRealClock(), random = Math.random, middleware = [] } = options;
  const { concurrency, handlerTimeoutMs, ...rules } = consumeBounds(durable, options.consume);

  const stack = [...defaultMiddleware({ clock, observer, handlerTimeoutMs }), ...middleware];
  const execute = createExecute(
    router.routesOf(durable, (handler) => stack.reduceRight((next, wrap) => wrap(next), handler)),
  );
  const attempts = createAttempts(ledger);
  const writeLetter = createLetterWriter(options.storeDeadLetter, observer);
  const stop = new AbortController();

  const unsettled = new Map<number, Entry>();
  let source: DeliverySource | undefined;
  /** Deliveries asked for and not come yet. */
  let asked = 0;
  let state: 'reading' | 'draining' | 'abandoned' = 'reading';
  /** What the held messages wait for. */
  let missing: AppError | undefined;
  let draining: Promise<DrainReport> | undefined;
  let whenIdle: (() => void) | undefined;
  let stopTicking = (): void => {};

  const askForMore = (): void => {
    if (state !== 'reading' || schedule.holding) return;
    const free = concurrency - unsettled.size - asked;
    if (free <= 0) return;
    asked += free;
    source?.request(free);
  };

  const isGone = (entry: Entry): boolean => state === 'abandoned' || entry.obsolete;
  const forget = (entry: Entry): void => {
    unsettled.delete(entry.delivery.sequence);
  };
  const decide = (entry: Entry, outcome: Outcome): Settlement => {
    const circumstances = { failuresBefore: attempts.failures(entry.delivery), draining: state === 'draining' };
    return settle(outcome, circumstances, rules, random);
  };

  /** Resolves with true when the message will not come again. */
  const carryOut = async (entry: Entry, settlement: Settlement): Promise<boolean> => {
    switch (settlement.action) {
      case 'ack':
        entry.delivery.ack();
        attempts.settled(entry.delivery);
        forget(entry);
        return true;
      case 'nak':
        entry.delivery.nak(settlement.delayMs);
        forget(entry);
        return false;
      case 'hold':
        // The drain may have begun while the verdict was noted.
        if (state === 'draining') return await carryOut(entry, decide(entry, { kind: 'not_started' }));
        schedule.hold(entry, settlement.error);
        return false;
      case 'dead_letter': {
        const stored = await writeLetter(entry.delivery, settlement.error, settlement.attempts);
        if (isGone(entry)) return false;
        if (!stored) return await carryOut(entry, decide(entry, { kind: 'letter_refused' }));
        entry.delivery.term();
        attempts.settled(entry.delivery);
        forget(entry);
        return true;
      }
      default:
        return settlement satisfies never;
    }
  };

  const handle = async (entry: Entry, alone: boolean): Promise<void> => {
    const refusal = alone ? await attempts.begin(entry.delivery) : undefined;
    if (isGone(entry)) return;
    const outcome: Outcome = refusal ? { kind: 'failed', error: refusal } : await execute(entry.delivery, stop.signal);
    if (isGone(entry)) return;
    const settlement = decide(entry, outcome);
    if (settlement.action === 'nak' && settlement.counts) attempts.failed(entry.delivery);
    if (alone && !refusal && outcome.kind === 'failed') {
      // Before the message can come to another process, which reads the record.
      await attempts.end(entry.delivery, false);
      if (isGone(entry)) return;
    }
    if (outcome.kind === 'handled' || (outcome.kind === 'failed' && outcome.error.verdict === 'dead_letter')) {
      schedule.passed(entry);
    }
    const done = await carryOut(entry, settlement);
    if (alone && done) await attempts.end(entry.delivery, true);
  };

  const run = async (entry: Entry, alone: boolean): Promise<void> => {
    try {
      await handle(entry, alone);
    } catch (error) {
      // A bug of the engine itself: the message comes again after its ack_wait, and the sentence tells of it.
      observer.problem?.(`${durable}: ${AppError.from(error).message}`);
      if (!entry.obsolete) forget(entry);
    }
  };

  const schedule = createSchedule({
    clock,
    random,
    run,
    onHolding: (reason) => {
      missing = reason;
      observer.held?.(durable, reason !== undefined, reason);
      if (reason) {
        source?.pause();
        asked = 0;
      } else {
        askForMore();
      }
    },
    onFinished: () => {
      askForMore();
      if (schedule.running === 0) whenIdle?.();
    },
  });

  const giveBack = (entry: Entry): void => {
    void carryOut(entry, decide(entry, { kind: 'not_started' }));
  };

  const receive = (delivery: Delivery): void => {
    if (state === 'abandoned') return;
    asked = Math.max(0, asked - 1);
    if (delivery.delivery > 1) observer.redelivered?.(durable);
    const known = unsettled.get(delivery.sequence);
    if (known && isSameMessage(known.delivery, delivery)) {
      // Its clock ran out while it was away or running: it is not run twice, only settled by its last delivery.
      known.delivery = delivery;
      askForMore();
      return;
    }
    if (known) {
      known.obsolete = true;
      schedule.discard(known);
    }
    const entry: Entry = { delivery, obsolete: false, era: 0 };
    unsettled.set(delivery.sequence, entry);
    if (state === 'draining') giveBack(entry);
    else schedule.add(entry);
  };

  const tickEvery = (periodMs: number): void => {
    stopTicking = clock.after(periodMs, () => {
      for (const { delivery } of unsettled.values()) delivery.working();
      tickEvery(periodMs);
    });
  };

  const waitForRunning = (deadlineMs: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(deadlineMs, () => {
        stop.abort(new AppError('ABORTED', 'The drain deadline has passed.'));
        resolve();
      });
      whenIdle = () => {
        cancel();
        resolve();
      };
      if (schedule.running === 0) whenIdle();
    });

  const drain = async (deadlineMs: number): Promise<DrainReport> => {
    const startedMs = clock.now();
    state = 'draining';
    source?.pause();
    for (const entry of schedule.close()) giveBack(entry);
    await source?.stop();
    await waitForRunning(Math.max(0, startedMs + deadlineMs - clock.now()));
    stopTicking();
    const left = [...unsettled.values()];
    // Another process need not wait for their ack_wait; what their handlers still say no longer counts.
    for (const entry of left) giveBack(entry);
    const unfinished = left.map(({ delivery }) => `${durable}:${messageIdOf(delivery)}`);
    return { clean: unfinished.length === 0, unfinished };
  };

  return {
    durable,
    start: async () => {
      const opened = await openSource(durable, receive);
      if (state !== 'reading') return await opened.source.stop();
      source = opened.source;
      tickEvery(opened.ackWaitMs / 3);
      askForMore();
    },
    drain: (deadlineMs) => {
      draining ??= drain(deadlineMs);
      return draining;
    },
    abandon: () => {
      state = 'abandoned';
      schedule.close();
      stopTicking();
      unsettled.clear();
      whenIdle?.();
      void source?.stop();
    },
    problems: () =>
      missing ? [`${durable} holds ${unsettled.size} messages until what they need is back: ${missing.message}`] : [],
    unsettled: () => unsettled.size,
  };
};
