import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, KnownOrder, OrderRequest, Target } from '@orderflow/load';
import { backoffMs } from '@orderflow/resilience';
import { changed, type Wish } from './wish.ts';

export interface ShopperOptions {
  readonly target: Target;
  /** Until when a request that got no answer, or 503, is sent again. */
  readonly patienceMs: number;
  onAccepted(order: KnownOrder, latencyMs: number): void;
  /** An answer that is no acceptance, by its status and code, or by that of the network. */
  onRefused(code: string): void;
  readonly signal: AbortSignal;
}

const listenMs = 8_000;
/** Clients that all come back at once keep down what is just getting up: they wait longer each time. */
const pause = { initialMs: 500, maxMs: 8_000 };

/** Lives one wish from its first request to its last look, as a client that does not give up soon. Never rejects. */
export const shop = async (wish: Wish, options: ShopperOptions): Promise<void> => {
  const { target, patienceMs, signal } = options;
  const { customerId } = wish.order;

  const post = async (order: OrderRequest, waitSeconds?: number): Promise<Answer> => {
    const answer = await target.post(order, waitSeconds);
    if (answer.kind === 'refused') options.onRefused(answer.code);
    return answer;
  };

  /** Again until something but "unknown" is answered. */
  const insist = async <T>(ask: () => Promise<T>, isUnknown: (answer: T) => boolean): Promise<T> => {
    const deadline = performance.now() + patienceMs;
    for (let asked = 1; ; asked++) {
      const answer = await ask();
      if (!isUnknown(answer) || performance.now() > deadline || signal.aborted) return answer;
      await delay(pause.initialMs / 2 + backoffMs(asked, pause));
    }
  };

  const cancel = async (order: KnownOrder, afterMs: number): Promise<void> => {
    if (afterMs > 0) await delay(afterMs);
    await insist(
      () => target.cancel(order),
      (taken) => taken === undefined,
    );
  };

  const read = async (order: KnownOrder): Promise<void> => {
    let waitedMs = 0;
    for (const afterMs of wish.readsAfterMs) {
      await delay(afterMs - waitedMs);
      waitedMs = afterMs;
      await target.get(order, 'location');
    }
  };

  const startedAt = performance.now();
  const first = await insist(
    () => post(wish.order, wish.preferWaitSeconds),
    (answer) => answer.kind === 'refused' && answer.mayRepeat,
  );
  if (first.kind === 'refused') return;
  const { orderId, location } = first;
  const order = { customerId, orderId, location };
  options.onAccepted(order, performance.now() - startedAt);
  await Promise.all([
    wish.cancelAfterMs === undefined ? undefined : cancel(order, wish.cancelAfterMs),
    wish.repeated ? post(wish.order) : undefined,
    wish.reused ? post(changed(wish.order)) : undefined,
    wish.listens ? target.follow(order, listenMs) : undefined,
    read(order),
  ]);
};
