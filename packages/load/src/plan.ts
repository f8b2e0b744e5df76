import { type KindName, type Mix, orderKinds, pickKind } from './mix.ts';

/** Shares, from 0 to 1, of the orders whose customer does more than to order. Default 0. */
export interface Habits {
  /** Cancels it: at once, while it is being paid, or too late. */
  readonly cancel?: number;
  /** Looks at it until it has ended: by asking again, by `Prefer: wait`, or by the stream of its events. */
  readonly read?: number;
  /** Sends it once more after it was accepted: as it was, or with another body under the same key. */
  readonly repeat?: number;
}

export type CancelMoment = 'at once' | 'while paying' | 'late';
export type ReadWay = 'ask' | 'wait' | 'events';

/** All that one customer will do about one order. */
export interface OrderPlan {
  readonly index: number;
  readonly kind: KindName;
  readonly sku: string;
  readonly customerId: string;
  readonly key: string | undefined;
  readonly cancel: CancelMoment | undefined;
  readonly read: ReadWay | undefined;
  readonly repeat: 'same body' | 'another body' | undefined;
}

export interface PlanOptions {
  readonly mix: Mix;
  /** Start of every idempotency key and customer id. */
  readonly run: string;
  readonly withKeys: boolean;
  readonly habits: Habits;
}

const customers = 1_000;
const moments: readonly CancelMoment[] = ['at once', 'while paying', 'late'];
const ways: readonly ReadWay[] = ['ask', 'wait', 'events'];

/** The number falls below the share, and what is left of it picks one. */
const pick = <T>(share: number, random: number, from: readonly T[]): T | undefined =>
  random < share ? from[Math.floor((random / share) * from.length)] : undefined;

/** Takes the same count of numbers for each order: the same seed is the same plan, whatever the answers are. */
export const planOrder = (index: number, random: () => number, options: PlanOptions): OrderPlan => {
  const { mix, run, withKeys, habits } = options;
  const { cancel = 0, read = 0, repeat = 0 } = habits;
  const kind = pickKind(mix, random());
  const { skus } = orderKinds[kind];
  return {
    index,
    kind,
    sku: skus[Math.floor(random() * skus.length)] ?? '',
    customerId: `${run}-${index % customers}`,
    key: withKeys ? `${run}-${index}` : undefined,
    cancel: pick(cancel, random(), moments),
    read: pick(read, random(), ways),
    // Without a key it would be another order.
    repeat: pick(withKeys ? repeat : 0, random(), ['same body', 'another body']),
  };
};

/** Whether anything is left to be done once the order is accepted. */
export const hasMore = ({ cancel, read, repeat }: OrderPlan): boolean =>
  cancel !== undefined || read !== undefined || repeat !== undefined;
