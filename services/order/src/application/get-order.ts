import { AppError } from '@orderflow/errors';
import { type Facts, noFacts } from '../domain/facts.ts';
import { createdOf } from './created.ts';
import type { OrderLog, OrderReader } from './ports.ts';

export interface FoundOrder {
  readonly facts: Facts;
  /** False: accepted, but its row is not there yet or cannot be read; the facts are those of the log. */
  readonly visible: boolean;
}

export type GetOrder = (orderId: string, position: number | undefined, signal?: AbortSignal) => Promise<FoundOrder>;

export interface GetOrderDependencies {
  readonly reader: OrderReader;
  readonly log: OrderLog;
}

/**
 * Finds an order. `position` is that of its message in the log, as the answer to its acceptance gave it: with it an
 * accepted order is always found, before it is visible and while the database is away.
 * Rejects with NOT_FOUND, POSITION_BEYOND_LOG, LOG_UNAVAILABLE; without a position, DEPENDENCY_UNAVAILABLE.
 */
export const createGetOrder =
  ({ reader, log }: GetOrderDependencies): GetOrder =>
  async (orderId, position, signal) => {
    const facts = await reader.find(orderId).catch((error: unknown) => {
      if (position !== undefined && AppError.is(error, 'DEPENDENCY_UNAVAILABLE', 'TIMEOUT')) return undefined;
      throw error;
    });
    if (facts?.created) return { visible: true, facts };
    const accepted = position === undefined ? undefined : await log.read(position, signal);
    if (position === undefined || accepted?.orderId !== orderId) {
      const hint = position === undefined ? ' If it was just accepted, ask with the `at` of its Location.' : '';
      throw new AppError('NOT_FOUND', `There is no order ${orderId}.${hint}`);
    }
    return { visible: false, facts: { ...noFacts(orderId), created: createdOf(accepted, position) } };
  };
