import { AppError } from '@orderflow/errors';
import { type Facts, noFacts } from '../domain/facts.ts';
import { createdOf } from './created.ts';
import type { OrderLog, OrderReader } from './ports.ts';

export interface FoundOrder {
  readonly facts: Facts;
  /** False: accepted, but its row is not there yet or cannot be read; the facts are those of the log. */
  readonly visible: boolean;
}

/** Which order is asked for, and by whom. */
export interface OrderQuery {
  readonly orderId: string;
  /** Of its message in the log, as the answer to its acceptance gave it. */
  readonly position?: number | undefined;
  /** The customer who asks: orders of others are not there for it. Undefined: whose it is does not matter. */
  readonly owner?: string | undefined;
}

export type GetOrder = (query: OrderQuery, signal?: AbortSignal) => Promise<FoundOrder>;

export interface GetOrderDependencies {
  readonly reader: OrderReader;
  readonly log: OrderLog;
}

/**
 * Finds an order. With its position an accepted order is always found, before it is visible and while the database is
 * away. Another customer's order is looked for on as if it had no row, so that no answer tells it from a missing one.
 * Rejects with NOT_FOUND, POSITION_BEYOND_LOG, LOG_UNAVAILABLE; without a position, DEPENDENCY_UNAVAILABLE.
 */
export const createGetOrder =
  ({ reader, log }: GetOrderDependencies): GetOrder =>
  async ({ orderId, position, owner }, signal) => {
    const isOwn = ({ customerId }: { readonly customerId: string }) => owner === undefined || customerId === owner;
    const facts = await reader.find(orderId).catch((error: unknown) => {
      if (position !== undefined && AppError.is(error, 'DEPENDENCY_UNAVAILABLE', 'TIMEOUT')) return undefined;
      throw error;
    });
    if (facts?.created && isOwn(facts.created)) return { visible: true, facts };
    const accepted = position === undefined ? undefined : await log.read(position, signal);
    if (position === undefined || accepted?.orderId !== orderId || !isOwn(accepted)) {
      const hint = position === undefined ? ' If it was just accepted, ask with the `at` of its Location.' : '';
      throw new AppError('NOT_FOUND', `There is no order ${orderId}.${hint}`);
    }
    return { visible: false, facts: { ...noFacts(orderId), created: createdOf(accepted, position) } };
  };
