import { setTimeout as delay } from 'node:timers/promises';
import type { OrderStatus } from '@orderflow/audit';
import type { Answer, KnownOrder, OrderRequest, Target } from './http-target.ts';
import { orderKinds } from './mix.ts';
import type { OrderPlan } from './plan.ts';

export interface CustomerOptions {
  readonly target: Target;
  /** How long an order that was not answered, or answered 503 or 429, is sent again. 0: never. */
  readonly patienceMs: number;
  /** Ends all patience. */
  readonly signal: AbortSignal;
  /** Told of each answer that is no acceptance, also of those that are tried again. */
  onRefused(code: string): void;
}

/** Acts out plans as real clients do. Nothing rejects. */
export interface Customer {
  /** The same key and the same body until there is an answer or patience is over. The last answer. */
  order(plan: OrderPlan): Promise<Answer>;
  /** What the plan says of an order that was accepted; resolves when all of it is done. */
  followUp(plan: OrderPlan, order: KnownOrder): Promise<void>;
}

const firstPauseMs = 200;
const longestPauseMs = 2_000;
const waitSeconds = 10;
/** Whoever looks at an order does so no longer than this, if patience for answers is less. */
const leastLookingMs = 10_000;

const hasEnded = (status: OrderStatus | undefined): boolean =>
  status === 'CONFIRMED' || status === 'CANCELLED' || status === 'REJECTED';

const requestOf = ({ kind, customerId, sku, key }: OrderPlan, quantity = 1): OrderRequest => ({
  ...{ customerId, items: [{ sku, quantity }], idempotencyKey: key },
  paymentToken: orderKinds[kind].paymentToken,
});

export const createCustomer = ({ target, patienceMs, signal, onRefused }: CustomerOptions): Customer => {
  /** Asks again, ever more slowly, until `ask` gives true. False: patience was over before. */
  const insist = async (ask: () => Promise<boolean>, forMs: number, index: number): Promise<boolean> => {
    const deadline = performance.now() + forMs;
    // Customers do not come back in step.
    let pauseMs = firstPauseMs * (1 + (index % 10) / 10);
    while (!(await ask())) {
      if (signal.aborted || performance.now() + pauseMs > deadline) return false;
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
      pauseMs = Math.min(longestPauseMs, pauseMs * 1.5);
    }
    return true;
  };

  const order = async (plan: OrderPlan): Promise<Answer> => {
    let answer: Answer = { kind: 'refused', code: 'NOT_SENT', mayRepeat: false };
    const ask = async () => {
      answer = await target.post(requestOf(plan), plan.read === 'wait' ? waitSeconds : 0);
      if (answer.kind === 'refused') onRefused(answer.code);
      return answer.kind === 'accepted' || !answer.mayRepeat || plan.key === undefined;
    };
    await insist(ask, patienceMs, plan.index);
    return answer;
  };

  const lookingMs = Math.max(patienceMs, leastLookingMs);

  /** By its location first, then by turns: what was seen there has to be found by its id too. */
  const watch = async (order: KnownOrder, index: number, until: (status: OrderStatus) => boolean): Promise<void> => {
    let looks = 0;
    const look = async () => {
      const status = await target.get(order, looks++ % 2 === 0 ? 'location' : 'id');
      return status !== undefined && until(status);
    };
    await insist(look, lookingMs, index);
  };

  const cancel = async ({ cancel: moment, index }: OrderPlan, order: KnownOrder): Promise<void> => {
    if (moment === undefined) return;
    if (moment === 'while paying') await watch(order, index, (status) => status !== 'PENDING');
    if (moment === 'late') await watch(order, index, hasEnded);
    await insist(async () => (await target.cancel(order)) !== undefined, patienceMs, index);
  };

  const read = async ({ read: way, index }: OrderPlan, order: KnownOrder): Promise<void> => {
    if (way === undefined) return;
    if (way === 'events') await target.follow(order, lookingMs);
    await watch(order, index, hasEnded);
    await target.get(order, 'id');
  };

  const repeat = async (plan: OrderPlan): Promise<void> => {
    if (plan.repeat === undefined) return;
    const request = requestOf(plan, plan.repeat === 'same body' ? 1 : 2);
    const ask = async () => {
      const answer = await target.post(request);
      return answer.kind === 'accepted' || !answer.mayRepeat;
    };
    await insist(ask, patienceMs, plan.index);
  };

  return {
    order,
    followUp: async (plan, order) => {
      await Promise.all([cancel(plan, order), read(plan, order), repeat(plan)]);
    },
  };
};
