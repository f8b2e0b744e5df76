import { failpoint } from '@orderflow/failpoints';
import type { Logger } from '@orderflow/telemetry/logger';
import type { Ending } from '../domain/reservation.ts';
import type { StockObserver, StockStore } from './ports.ts';

const beforeWrite = failpoint('settle.before_write');
const afterCommit = failpoint('settle.after_commit');

export interface SettleStockDependencies {
  readonly store: StockStore;
  readonly observer: StockObserver;
  readonly logger: Logger;
  readonly now: () => Date;
}

/** An order is over: its goods are sold or go back. Nothing follows from it, so nothing is published. */
export const createSettleStock =
  ({ store, observer, logger, now }: SettleStockDependencies) =>
  async (orderId: string, ending: Ending, signal?: AbortSignal): Promise<void> => {
    beforeWrite();
    const { reservation, changed } = await store.settle({ kind: 'settle', orderId, ending, at: now() }, signal);
    afterCommit();
    const { state } = reservation;
    if (changed) {
      if (state === 'sold' || state === 'released') observer.reservation(state);
      if (state === 'tombstone') observer.reservation('late');
      if (logger.isLevelEnabled('debug')) logger.debug({ orderId, ending, state }, 'settled the stock of an order');
    }
    // The order service confirms only what was reserved here. If this is ever seen, someone's data were lost.
    if (ending === 'confirmed' && state !== 'sold') {
      logger.error({ orderId, state }, 'an order was confirmed whose stock is not held for it');
    }
  };
