import { setTimeout as delay } from 'node:timers/promises';
import { createArrivals, type Phase } from './arrivals.ts';
import { createCustomer } from './customer.ts';
import type { Target } from './http-target.ts';
import { createLatencies, type LatencySummary } from './latencies.ts';
import type { Mix, Outcome } from './mix.ts';
import { type Habits, hasMore, planOrder } from './plan.ts';
import type { Tracker, TrackerReport } from './tracker.ts';

export interface LoadOptions {
  /** One after the other. Arrivals do not wait for the system. */
  readonly phases: readonly Phase[];
  readonly mix: Mix;
  /** Start of every idempotency key and customer id. */
  readonly run: string;
  readonly withKeys: boolean;
  /** What customers do besides ordering. Default: nothing. */
  readonly habits?: Habits;
  /** How long an order without an answer, or with 503 or 429, is sent again with its key. Default 0: not at all. */
  readonly patienceSeconds?: number;
  /** How long accepted orders may take to end after the last was sent. */
  readonly settleSeconds: number;
  readonly target: Target;
  readonly tracker: Tracker;
  /** In [0, 1): what is ordered, and what its customer does with it. Default Math.random. */
  readonly random?: () => number;
  /** Stops sending; what was accepted is still followed. */
  readonly signal?: AbortSignal;
  /** Ends the waiting for answers and ends, too. */
  readonly abandon?: AbortSignal;
  /** Once a second. */
  onProgress?(progress: LoadProgress): void;
}

export interface LoadCounts {
  readonly sent: number;
  readonly accepted: number;
  readonly ended: number;
  /** Answers other than an acceptance, also those that were tried again. */
  readonly refused: number;
  /** Until the acceptance, from the moment it should have been sent. */
  readonly latency: LatencySummary;
}

export interface LoadProgress extends LoadCounts {
  readonly elapsedSeconds: number;
  /** Accepted and not ended. */
  readonly open: number;
  /** What came since the last progress. */
  readonly lately: LoadCounts;
  /** Sending is over, the accepted ones are waited for. */
  readonly settling: boolean;
}

export interface LoadReport extends TrackerReport {
  readonly sent: number;
  readonly accepted: number;
  /** Answers other than an acceptance, by code; also those that were tried again. */
  readonly refusals: ReadonlyMap<string, number>;
  /** From the moment a request should have been sent until its answer: a stall counts for all who would have come. */
  readonly accept: LatencySummary;
  readonly sendingSeconds: number;
  /** When the last was sent. */
  readonly atLastSent: {
    readonly accepted: number;
    readonly ended: number;
    /** Sent and neither answered nor given up. */
    readonly unanswered: number;
  };
  /** Accepted and not ended when the patience was over. */
  readonly unfinished: readonly string[];
  /** Accepted orders whose customers did nothing more, because too many were busy already. */
  readonly notFollowedUp: number;
  /** How late the generator itself was at worst, in ms: large values are its own, not the system's. */
  readonly generatorLagMs: number;
}

const tickMs = 2;
const progressEveryMs = 1_000;
const askEveryMs = 1_000;
/** Asked at once when the feed has missed ends. */
const askAtOnce = 50;
/** More than this unanswered: the rest is not sent but counted as refused. */
const maxInFlight = 50_000;
/** Customers that look, cancel or repeat at a time. */
const maxFollowUps = 2_000;

const outcomes: readonly Outcome[] = ['CONFIRMED', 'CANCELLED', 'REJECTED'];

/** Counts, and what came since it was last asked. */
const createMeter = ({ tracker }: LoadOptions) => {
  const accept = createLatencies();
  const ofLate = createLatencies();
  const refusals = new Map<string, number>();
  const counts = { sent: 0, refused: 0, notFollowedUp: 0 };
  let before = { sent: 0, accepted: 0, ended: 0, refused: 0 };

  return {
    counts,
    refusals,
    accept,
    refuse: (code: string) => {
      counts.refused++;
      refusals.set(code, (refusals.get(code) ?? 0) + 1);
    },
    accepted: (latencyMs: number) => {
      accept.record(latencyMs);
      ofLate.record(latencyMs);
    },
    progress: (elapsedMs: number, settling: boolean): LoadProgress => {
      const { sent, refused } = counts;
      const now = { sent, accepted: tracker.acceptedCount, ended: tracker.endedCount, refused };
      const lately = {
        sent: now.sent - before.sent,
        accepted: now.accepted - before.accepted,
        ended: now.ended - before.ended,
        refused: now.refused - before.refused,
        latency: ofLate.take(),
      };
      before = now;
      const open = now.accepted - now.ended;
      return { ...now, latency: accept.summary(), elapsedSeconds: elapsedMs / 1_000, open, lately, settling };
    },
  };
};

/** Sends at the moments of the plan, however the system answers, and follows what was accepted to its end. */
export const runLoad = async (options: LoadOptions): Promise<LoadReport> => {
  const { target, tracker, random = Math.random, habits = {}, patienceSeconds = 0, signal } = options;
  const arrivals = createArrivals(options.phases);
  const meter = createMeter(options);
  const { counts } = meter;
  const over = new AbortController();
  const customer = createCustomer({
    target,
    patienceMs: patienceSeconds * 1_000,
    signal: signal ? AbortSignal.any([signal, over.signal]) : over.signal,
    onRefused: meter.refuse,
  });
  const startedAt = performance.now();
  let unanswered = 0;
  let followUps = 0;
  let generatorLagMs = 0;

  const send = async (index: number, intendedAt: number): Promise<void> => {
    const plan = planOrder(index, random, { ...options, habits });
    if (unanswered >= maxInFlight) return meter.refuse('NOT_SENT');
    unanswered++;
    const answer = await customer.order(plan);
    unanswered--;
    if (answer.kind === 'refused') return;
    // An answer that waited for the end tells nothing of how long accepting took.
    if (plan.read !== 'wait') meter.accepted(performance.now() - intendedAt);
    const order = { orderId: answer.orderId, customerId: plan.customerId, location: answer.location };
    tracker.accepted({ ...order, kind: plan.kind, intendedAt, cancelled: plan.cancel !== undefined });
    if (!hasMore(plan)) return;
    if (followUps >= maxFollowUps) {
      counts.notFollowedUp++;
      return;
    }
    followUps++;
    await customer.followUp(plan, order);
    followUps--;
  };

  const progress = (settling: boolean) => options.onProgress?.(meter.progress(performance.now() - startedAt, settling));

  let nextProgressAt = startedAt + progressEveryMs;
  while (counts.sent < arrivals.total && !signal?.aborted) {
    const now = performance.now();
    const due = arrivals.dueBy(now - startedAt);
    for (; counts.sent < due; counts.sent++) {
      const intendedAt = startedAt + arrivals.momentOf(counts.sent);
      generatorLagMs = Math.max(generatorLagMs, now - intendedAt);
      void send(counts.sent, intendedAt);
    }
    if (now >= nextProgressAt) {
      progress(false);
      nextProgressAt += progressEveryMs;
    }
    await delay(tickMs);
  }
  const sendingSeconds = (performance.now() - startedAt) / 1_000;
  const atLastSent = { accepted: tracker.acceptedCount, ended: tracker.endedCount, unanswered };
  const busy = () => unanswered + followUps > 0;
  await settle(options, busy, () => progress(true));
  over.abort();
  return {
    ...tracker.report(),
    sent: counts.sent,
    accepted: tracker.acceptedCount,
    refusals: meter.refusals,
    accept: meter.accept.summary(),
    sendingSeconds,
    atLastSent,
    unfinished: [...tracker.open().keys()],
    notFollowedUp: counts.notFollowedUp,
    generatorLagMs,
  };
};

/** Waits for answers and ends. What the feed does not tell of is asked for, a few at a time. */
const settle = async (options: LoadOptions, busy: () => boolean, progress: () => void): Promise<void> => {
  const { target, tracker, abandon } = options;
  const deadline = performance.now() + options.settleSeconds * 1_000;
  let nextProgressAt = performance.now() + progressEveryMs;
  let nextAskAt = performance.now() + askEveryMs;
  while ((busy() || tracker.open().size > 0) && performance.now() < deadline && !abandon?.aborted) {
    if (performance.now() >= nextProgressAt) {
      progress();
      nextProgressAt = performance.now() + progressEveryMs;
    }
    if (performance.now() >= nextAskAt) {
      const some = [...tracker.open().values()].slice(0, askAtOnce);
      const asked = some.map(async (order) => {
        const state = await target.get(order, 'location');
        const outcome = outcomes.find((one) => one === state);
        if (outcome) tracker.ended(order.orderId, outcome, false);
      });
      await Promise.all(asked);
      // As long as asking finds ends, there is no reason to pause.
      if (some.every(({ orderId }) => tracker.open().has(orderId))) nextAskAt = performance.now() + askEveryMs;
    }
    await delay(20);
  }
};
