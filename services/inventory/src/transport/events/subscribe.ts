import {
  durables,
  type OrderCreated,
  orderCancelled,
  orderConfirmed,
  orderCreated,
  orderRejected,
  type StockAdjusted,
  stockAdjusted,
} from '@orderflow/contracts';
import type { Subscriber } from '@orderflow/eventbus';
import type { Ending } from '../../domain/reservation.ts';

export interface EventUseCases {
  reserveStock(order: OrderCreated, signal: AbortSignal): Promise<void>;
  settleStock(orderId: string, ending: Ending, signal: AbortSignal): Promise<void>;
  adjustStock(adjusted: StockAdjusted, signal: AbortSignal): Promise<void>;
}

/** Every event that inventory reads, and what it does about it. */
export const subscribeInventory = (bus: Subscriber, useCases: EventUseCases): void => {
  const { inventoryReserver, inventorySettler, inventoryStockKeeper } = durables;
  const settle =
    (ending: Ending) => (message: { readonly payload: { readonly orderId: string } }, signal: AbortSignal) =>
      useCases.settleStock(message.payload.orderId, ending, signal);

  bus.subscribe(orderCreated, ({ payload }, signal) => useCases.reserveStock(payload, signal), inventoryReserver);
  bus.subscribe(orderConfirmed, settle('confirmed'), inventorySettler);
  bus.subscribe(orderCancelled, settle('cancelled'), inventorySettler);
  bus.subscribe(orderRejected, settle('rejected'), inventorySettler);
  bus.subscribe(stockAdjusted, ({ payload }, signal) => useCases.adjustStock(payload, signal), inventoryStockKeeper);
};
