import { AppError } from '@orderflow/errors';
import type { Adjustment } from '../domain/adjustment.ts';
import type { AdjustmentLog, LoggedAdjustment, StockReader } from './ports.ts';

export type FoundAdjustment =
  | { readonly status: Adjustment['outcome']; readonly adjustment: Adjustment }
  | { readonly status: 'pending'; readonly adjustment: LoggedAdjustment };

export interface FindAdjustmentDependencies {
  readonly reader: StockReader;
  readonly log: AdjustmentLog;
}

/**
 * What became of an adjustment. `sequence` is its position in the log, as the answer to the request gave it: with it
 * an accepted adjustment is found before it is decided, and while the database is away.
 * Rejects with NOT_FOUND, POSITION_BEYOND_LOG, LOG_UNAVAILABLE, DEPENDENCY_UNAVAILABLE.
 */
export const createFindAdjustment =
  ({ reader, log }: FindAdjustmentDependencies) =>
  async (sku: string, key: string, sequence: number | undefined): Promise<FoundAdjustment> => {
    const decided = await reader.adjustment(sku, key).catch((error: unknown) => {
      if (sequence !== undefined && AppError.is(error, 'DEPENDENCY_UNAVAILABLE', 'TIMEOUT')) return undefined;
      throw error;
    });
    if (decided) return { status: decided.outcome, adjustment: decided };
    const logged = sequence === undefined ? undefined : await log.read(sequence);
    if (logged?.sku === sku && logged.key === key) return { status: 'pending', adjustment: logged };
    throw new AppError('NOT_FOUND', `There is no adjustment ${key} of ${sku}.`);
  };
