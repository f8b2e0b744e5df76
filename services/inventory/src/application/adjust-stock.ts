import { adjustmentRefused, type StockAdjusted } from '@orderflow/contracts';
import type { Publisher } from '@orderflow/eventbus';
import type { Logger } from '@orderflow/telemetry/logger';
import type { StockStore } from './ports.ts';

export interface AdjustStockDependencies {
  readonly store: StockStore;
  readonly publisher: Publisher;
  readonly logger: Logger;
}

/**
 * Goods came in or were written off. Whether that was applied or refused stands in the row, for whoever asks; a refusal is
 * told as well, again at each repeat, since the log alone must be able to tell what stock there is.
 */
export const createAdjustStock =
  ({ store, publisher, logger }: AdjustStockDependencies) =>
  async ({ sku, key, delta, reason, adjustedAt }: StockAdjusted, signal?: AbortSignal): Promise<void> => {
    const { adjustment, changed } = await store.adjust(
      { kind: 'adjust', sku, key, delta, reason, at: adjustedAt },
      signal,
    );
    if (adjustment.outcome === 'refused') {
      const refused = { sku, key, delta: adjustment.delta, adjustedAt: adjustment.adjustedAt };
      await publisher.publish(adjustmentRefused, refused, signal ? { signal } : {});
    }
    if (changed) logger.info({ sku, key, delta, outcome: adjustment.outcome }, 'decided on a stock adjustment');
    if (adjustment.delta !== delta || adjustment.reason !== reason) {
      logger.warn(
        { sku, key, delta, standing: adjustment.delta },
        'a key of an adjustment came again with another body',
      );
    }
  };
