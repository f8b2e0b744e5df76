import type { KnownOrder } from './http-target.ts';
import { createLatencies, type LatencySummary } from './latencies.ts';
import { type KindName, type Outcome, orderKinds } from './mix.ts';

export interface OpenOrder extends KnownOrder {
  readonly kind: KindName;
  /** When it should have been sent. */
  readonly intendedAt: number;
  /** Its customer cancels it: how it ends is not foreseen. */
  readonly cancelled: boolean;
}

/** Follows accepted orders to their end. Times are those of `performance.now()`. */
export interface Tracker {
  accepted(order: OpenOrder): void;
  /** From the feed (`timed`) or from asking later, when the moment of the end is not known. */
  ended(orderId: string, outcome: Outcome, timed: boolean): void;
  open(): ReadonlyMap<string, OpenOrder>;
  readonly acceptedCount: number;
  readonly endedCount: number;
  report(): TrackerReport;
}

export interface TrackerReport {
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** `confirm ended CANCELLED` → how many. */
  readonly unexpected: ReadonlyMap<string, number>;
  /** From the intended moment of sending to the end. */
  readonly endToEnd: LatencySummary;
}

/** An end can be seen before the answer to the request is; of other people's orders no more than this are kept. */
const maxEarly = 50_000;

export const createTracker = (now: () => number = () => performance.now()): Tracker => {
  const open = new Map<string, OpenOrder>();
  const early = new Map<string, { readonly outcome: Outcome; readonly at: number }>();
  const outcomes: Record<Outcome, number> = { CONFIRMED: 0, CANCELLED: 0, REJECTED: 0 };
  const unexpected = new Map<string, number>();
  const endToEnd = createLatencies();
  const seen = new Set<string>();
  let ended = 0;

  const settle = (order: OpenOrder, outcome: Outcome, at: number | undefined) => {
    ended++;
    outcomes[outcome]++;
    if (at !== undefined) endToEnd.record(at - order.intendedAt);
    if (order.cancelled || orderKinds[order.kind].expected === outcome) return;
    const what = `${order.kind} ended ${outcome}`;
    unexpected.set(what, (unexpected.get(what) ?? 0) + 1);
  };

  return {
    accepted: (order) => {
      const { orderId } = order;
      seen.add(orderId);
      const before = early.get(orderId);
      if (before === undefined) {
        open.set(orderId, order);
        return;
      }
      early.delete(orderId);
      settle(order, before.outcome, before.at);
    },
    ended: (orderId, outcome, timed) => {
      const at = now();
      const order = open.get(orderId);
      if (order !== undefined) {
        open.delete(orderId);
        settle(order, outcome, timed ? at : undefined);
      } else if (!seen.has(orderId) && !early.has(orderId)) {
        early.set(orderId, { outcome, at });
        const oldest = early.size > maxEarly ? early.keys().next().value : undefined;
        if (oldest !== undefined) early.delete(oldest);
      }
    },
    open: () => open,
    get acceptedCount() {
      return seen.size;
    },
    get endedCount() {
      return ended;
    },
    report: () => ({ outcomes: { ...outcomes }, unexpected, endToEnd: endToEnd.summary() }),
  };
};
