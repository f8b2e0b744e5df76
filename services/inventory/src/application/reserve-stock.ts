import { inventoryRejected, inventoryReserved, type Line, type OrderCreated } from '@orderflow/contracts';
import type { Publisher } from '@orderflow/eventbus';
import type { Logger } from '@orderflow/telemetry/logger';
import { addUp, type Reservation } from '../domain/reservation.ts';
import type { Quantities } from '../domain/stock.ts';
import type { StockObserver, StockStore } from './ports.ts';

export interface ReserveStockDependencies {
  readonly store: StockStore;
  readonly publisher: Publisher;
  readonly observer: StockObserver;
  readonly logger: Logger;
  readonly now: () => Date;
}

/** By sku, so that a repeat writes the same bytes whatever order the database gives them back in. */
const linesOf = (quantities: Quantities): Line[] =>
  [...quantities].map(([sku, quantity]) => ({ sku, quantity })).sort((a, b) => (a.sku < b.sku ? -1 : 1));

/**
 * An order came: sets its goods aside, all or none, and says which. A repeat is answered again with what was decided,
 * since the first answer may have been lost with the process that was to publish it.
 */
export const createReserveStock =
  ({ store, publisher, observer, logger, now }: ReserveStockDependencies) =>
  async (order: OrderCreated, signal?: AbortSignal): Promise<void> => {
    const { orderId, fingerprint } = order;
    const command = { kind: 'reserve', orderId, fingerprint, quantities: addUp(order.items), at: now() } as const;
    const { reservation, changed } = await store.reserve(command, signal);
    if (changed) {
      const { state } = reservation;
      if (state === 'reserved' || state === 'rejected') observer.reservation(state);
      if (logger.isLevelEnabled('debug')) logger.debug({ orderId, state }, 'decided on the stock of an order');
    }
    await announce(publisher, orderId, reservation, signal);
    if (reservation.state === 'tombstone' && !changed) {
      logger.info({ orderId }, 'took no stock for an order that was already over');
    }
  };

const announce = async (
  publisher: Publisher,
  orderId: string,
  reservation: Reservation,
  signal: AbortSignal | undefined,
): Promise<void> => {
  const options = signal ? { signal } : {};
  switch (reservation.state) {
    case 'reserved':
    case 'sold':
    case 'released': {
      const { fingerprint, decidedAt: reservedAt } = reservation;
      await publisher.publish(inventoryReserved, { orderId, fingerprint, reservedAt }, options);
      return;
    }
    case 'rejected': {
      const { fingerprint, decidedAt: rejectedAt } = reservation;
      const short = linesOf(reservation.short);
      await publisher.publish(inventoryRejected, { orderId, fingerprint, short, rejectedAt }, options);
      return;
    }
    case 'tombstone':
      // Nothing was decided on its stock, so there is nothing to say; its end is known to everyone.
      return;
    default:
      reservation satisfies never;
  }
};
