import type { Facts } from '../domain/facts.ts';
import { isTerminal } from '../domain/status.ts';
import type { GetOrder, OrderQuery } from './get-order.ts';
import type { OrderChanges, OrderReader } from './ports.ts';

export interface FollowDependencies {
  readonly getOrder: GetOrder;
  readonly reader: OrderReader;
  readonly changes: OrderChanges;
}

/**
 * The order now, and again each time it has changed, until it has ended or the signal fires. The subscription stands
 * before the first read, so no change falls between the two. Rejects as `GetOrder` does, on the first read only.
 */
export const createFollowOrder = ({ getOrder, reader, changes }: FollowDependencies) =>
  async function* (query: OrderQuery, signal: AbortSignal): AsyncGenerator<Facts> {
    const { orderId } = query;
    const bell = createBell();
    const stop = changes.watch(orderId, bell.ring);
    signal.addEventListener('abort', bell.ring, { once: true });
    try {
      let seen = (await getOrder(query, signal)).facts;
      yield seen;
      while (!isTerminal(seen) && !signal.aborted) {
        await bell.rung();
        if (signal.aborted) return;
        // It is known to exist, so the log need not be asked again, however often we look.
        const next = await reader.find(orderId).catch(() => undefined);
        if (next?.created && progress(next) > progress(seen)) {
          seen = next;
          yield seen;
        }
      }
    } finally {
      stop();
      signal.removeEventListener('abort', bell.ring);
    }
  };

export type FollowOrder = ReturnType<typeof createFollowOrder>;

/**
 * The order once it has ended, or as it is when the signal fires. Never rejects: the order was accepted, and not being
 * able to look at it now does not change that. Undefined: it could not be read at all.
 */
export const waitForEnd = async (
  follow: FollowOrder,
  orderId: string,
  position: number,
  signal: AbortSignal,
): Promise<Facts | undefined> => {
  let last: Facts | undefined;
  try {
    for await (const facts of follow({ orderId, position }, signal)) last = facts;
  } catch {
    return last;
  }
  return last;
};

/** Facts are only added, so their number tells whether there is anything new. */
const progress = (facts: Facts): number => Object.values(facts).filter((fact) => fact !== undefined).length;

/** Remembers that it was rung until someone has waited for it. */
const createBell = () => {
  let pending = Promise.withResolvers<void>();
  return {
    ring: (): void => pending.resolve(),
    rung: async (): Promise<void> => {
      await pending.promise;
      pending = Promise.withResolvers<void>();
    },
  };
};
