import { setTimeout as delay } from 'node:timers/promises';
import type { Target } from './http-target.ts';
import { createLatencies, type LatencySummary } from './latencies.ts';
import { type Mix, orderKinds, pickKind } from './mix.ts';
import type { Tracker, TrackerReport } from './tracker.ts';

export interface LoadOptions {
  /** Orders a second, whatever the answers do: arrivals do not wait for the system. */
  readonly rate: number;
  readonly durationSeconds: number;
  readonly mix: Mix;
  /** Start of every idempotency key and customer id; undefined sends no keys. */
  readonly run: string;
  readonly withKeys: boolean;
  /** How long accepted orders may take to end after the last was sent. */
  readonly settleSeconds: number;
  readonly target: Target;
  readonly tracker: Tracker;
  /** In [0, 1). Default Math.random. */
  readonly random?: () => number;
  /** Stops sending; what was accepted is still followed. */
  readonly signal?: AbortSignal;
  onProgress?(progress: LoadProgress): void;
}

export interface LoadProgress {
  readonly elapsedSeconds: number;
  readonly sent: number;
  readonly accepted: number;
  readonly ended: number;
  readonly refused: number;
  readonly latency: LatencySummary;
  /** Sending is over, the accepted ones are waited for. */
  readonly settling: boolean;
}

export interface LoadReport extends TrackerReport {
  readonly sent: number;
  readonly accepted: number;
  /** Answers other than an acceptance, by code. */
  readonly refusals: ReadonlyMap<string, number>;
  /** From the moment a request should have been sent until its answer: a stall counts for all who would have come. */
  readonly accept: LatencySummary;
  readonly sendingSeconds: number;
  /** Accepted and not ended when the patience was over. */
  readonly unfinished: readonly string[];
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
const customers = 1_000;

/** Sends at the moments of the plan, however the system answers, and follows what was accepted to its end. */
export const runLoad = async (options: LoadOptions): Promise<LoadReport> => {
  const { rate, mix, target, tracker, random = Math.random, signal } = options;
  const total = Math.round(rate * options.durationSeconds);
  const accept = createLatencies();
  const refusals = new Map<string, number>();
  const startedAt = performance.now();
  let sent = 0;
  let inFlight = 0;
  let generatorLagMs = 0;

  const refuse = (code: string) => refusals.set(code, (refusals.get(code) ?? 0) + 1);

  const send = async (index: number, intendedAt: number): Promise<void> => {
    const kind = pickKind(mix, random());
    const { paymentToken, skus } = orderKinds[kind];
    inFlight++;
    const answer = await target.post({
      customerId: `${options.run}-${index % customers}`,
      sku: skus[Math.floor(random() * skus.length)] ?? '',
      paymentToken,
      idempotencyKey: options.withKeys ? `${options.run}-${index}` : undefined,
    });
    inFlight--;
    if (answer.kind === 'refused') return void refuse(answer.code);
    accept.record(performance.now() - intendedAt);
    tracker.accepted(answer.orderId, answer.location, kind, intendedAt);
  };

  const progress = (settling: boolean) =>
    options.onProgress?.({
      elapsedSeconds: (performance.now() - startedAt) / 1_000,
      sent,
      accepted: tracker.acceptedCount,
      ended: tracker.endedCount,
      refused: [...refusals.values()].reduce((sum, count) => sum + count, 0),
      latency: accept.summary(),
      settling,
    });

  let nextProgressAt = startedAt + progressEveryMs;
  while (sent < total && !signal?.aborted) {
    const now = performance.now();
    const due = Math.min(total, Math.floor(((now - startedAt) * rate) / 1_000) + 1);
    for (; sent < due; sent++) {
      const intendedAt = startedAt + (sent * 1_000) / rate;
      generatorLagMs = Math.max(generatorLagMs, now - intendedAt);
      if (inFlight >= maxInFlight) refuse('NOT_SENT');
      else void send(sent, intendedAt);
    }
    if (now >= nextProgressAt) {
      progress(false);
      nextProgressAt += progressEveryMs;
    }
    await delay(tickMs);
  }
  const sendingSeconds = (performance.now() - startedAt) / 1_000;
  await settle(
    options,
    () => inFlight,
    () => progress(true),
  );
  return {
    ...tracker.report(),
    sent,
    accepted: tracker.acceptedCount,
    refusals,
    accept: accept.summary(),
    sendingSeconds,
    unfinished: [...tracker.open().keys()],
    generatorLagMs,
  };
};

/** Waits for answers and ends. What the feed does not tell of is asked for, a few at a time. */
const settle = async (options: LoadOptions, inFlight: () => number, progress: () => void): Promise<void> => {
  const { target, tracker } = options;
  const deadline = performance.now() + options.settleSeconds * 1_000;
  let nextAskAt = performance.now() + askEveryMs;
  while ((inFlight() > 0 || tracker.open().size > 0) && performance.now() < deadline) {
    if (performance.now() >= nextAskAt) {
      progress();
      const some = [...tracker.open()].slice(0, askAtOnce);
      const asked = some.map(async ([orderId, { location }]) => {
        const state = await target.stateOf(location);
        if (state !== 'OPEN' && state !== 'UNKNOWN') tracker.ended(orderId, state, false);
      });
      await Promise.all(asked);
      // As long as asking finds ends, there is no reason to pause.
      if (some.every(([orderId]) => tracker.open().has(orderId))) nextAskAt = performance.now() + askEveryMs;
    }
    await delay(20);
  }
};
