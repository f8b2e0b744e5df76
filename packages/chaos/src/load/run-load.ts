import { setTimeout as delay } from 'node:timers/promises';
import type { HistoryWriter } from '@orderflow/audit';
import { createHttpTarget, type KnownOrder } from '@orderflow/load';
import { createRandom } from '../random.ts';
import type { LoadView } from './load-view.ts';
import { shop } from './shopper.ts';
import { makeWish } from './wish.ts';

export interface LoadOptions {
  readonly url: string;
  /** Start of every key and customer. */
  readonly run: string;
  readonly seed: number;
  /** Clients a second, however the system answers. */
  readonly rate: number;
  readonly durationMs: number;
  readonly history: HistoryWriter;
  readonly signal: AbortSignal;
}

/** What has come of it since the start. */
export interface LoadCounts {
  readonly sent: number;
  readonly accepted: number;
  readonly ended: number;
  /** Answers that were no acceptance, repeats included, by status and code. */
  readonly refused: ReadonlyMap<string, number>;
}

export interface RunningLoad extends LoadView {
  counts(): LoadCounts;
  /** Milliseconds from the wish to the acceptance, of those accepted since the last call. */
  takeLatencies(): readonly number[];
  /** An order has been seen to end. */
  ended(orderId: string): void;
  /** Resolves once every client has its answer or has given up. */
  readonly finished: Promise<void>;
}

const tickMs = 5;
const connections = 256;
const timeoutMs = 8_000;
const patienceMs = 45_000;
const mostRecent = 500;
/** The stream of numbers of the load must not be that of the schedule. */
const loadSeed = 0x10ad;

export const startLoad = (options: LoadOptions): RunningLoad => {
  const { url, run, seed, rate, durationMs, history, signal } = options;
  const target = createHttpTarget({ url, connections, timeoutMs, history });
  const random = createRandom(seed ^ loadSeed);
  const accepted = new Set<string>();
  const ended = new Set<string>();
  const refused = new Map<string, number>();
  const recent: KnownOrder[] = [];
  let toCancel = 0;
  let latencies: number[] = [];
  let sent = 0;
  let openCount = 0;

  const cancel = async (order: KnownOrder): Promise<boolean> => (await target.cancel(order)) === 'taken';

  const shopper = {
    target,
    patienceMs,
    signal,
    onAccepted: (order: KnownOrder, latencyMs: number) => {
      const { orderId } = order;
      latencies.push(latencyMs);
      if (accepted.has(orderId)) return;
      accepted.add(orderId);
      if (!ended.has(orderId)) openCount++;
      recent.unshift(order);
      recent.length = Math.min(recent.length, mostRecent);
      if (toCancel > 0) {
        toCancel--;
        void cancel(order);
      }
    },
    onRefused: (code: string) => void refused.set(code, (refused.get(code) ?? 0) + 1),
  };

  const send = async (): Promise<void> => {
    const startedAt = performance.now();
    const total = Math.round((rate * durationMs) / 1_000);
    const shopping = new Set<Promise<void>>();
    while (sent < total && !signal.aborted) {
      const due = Math.min(total, Math.floor(((performance.now() - startedAt) * rate) / 1_000) + 1);
      for (; sent < due; sent++) {
        const one: Promise<void> = shop(makeWish(random, run, sent), shopper).finally(() => shopping.delete(one));
        shopping.add(one);
      }
      await delay(tickMs);
    }
    await Promise.all(shopping);
    await target.close();
  };

  return {
    get inFlight() {
      return target.inFlight;
    },
    get open() {
      return openCount;
    },
    recent: (count) => recent.slice(0, count),
    cancelRecent: async (count) => (await Promise.all(recent.slice(0, count).map(cancel))).filter(Boolean).length,
    cancelNext: (count) => {
      toCancel = count;
      return {
        stop: () => {
          const left = toCancel;
          toCancel = 0;
          return count - left;
        },
      };
    },
    counts: () => ({ sent, accepted: accepted.size, ended: accepted.size - openCount, refused }),
    takeLatencies: () => {
      const taken = latencies;
      latencies = [];
      return taken;
    },
    ended: (orderId) => {
      if (ended.has(orderId)) return;
      ended.add(orderId);
      if (accepted.has(orderId)) openCount--;
    },
    finished: send(),
  };
};
