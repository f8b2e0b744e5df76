import { orderCancelRequested } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import type { Publisher } from '@orderflow/eventbus';
import type { Facts } from '../domain/facts.ts';
import { isTerminal, statusOf } from '../domain/status.ts';
import type { GetOrder, OrderQuery } from './get-order.ts';

export interface CancelOrderDependencies {
  readonly getOrder: GetOrder;
  readonly publisher: Publisher;
  readonly now: () => Date;
}

/**
 * Asks for an order to be cancelled: the wish is in the log when this resolves with the order as it still is. It may lose
 * against a confirmation that is on its way. Rejects with ORDER_TERMINAL, and as `GetOrder` does.
 */
export const createCancelOrder =
  ({ getOrder, publisher, now }: CancelOrderDependencies) =>
  async (query: OrderQuery, signal?: AbortSignal): Promise<Facts> => {
    const { orderId } = query;
    const { facts } = await getOrder(query, signal);
    if (isTerminal(facts)) {
      throw new AppError('ORDER_TERMINAL', `Order ${orderId} is ${statusOf(facts)} and can no longer be cancelled.`);
    }
    await publisher.publish(
      orderCancelRequested,
      { orderId, requestedAt: now() },
      signal ? { lane: 'accept', signal } : { lane: 'accept' },
    );
    return facts;
  };
