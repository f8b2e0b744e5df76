import type { JetStreamManager } from '@nats-io/jetstream';
import { stockAdjusted, streamNames } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import type { AdjustmentLog } from '../../application/ports.ts';

/** Reads through the stream's leader, so that what was just acknowledged is there. */
export const createAdjustmentLog = (manager: () => JetStreamManager): AdjustmentLog => ({
  read: async (sequence) => {
    const { streams } = manager();
    try {
      const stored = await streams.getMessage(streamNames.inventory, { seq: sequence });
      if (stored) return stored.subject === stockAdjusted.subject ? stockAdjusted.codec.decode(stored.data) : undefined;
      const { state } = await streams.info(streamNames.inventory);
      if (sequence <= state.last_seq) return undefined;
    } catch (error) {
      if (AppError.is(error)) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new AppError('LOG_UNAVAILABLE', `The log could not be read: ${reason}.`, {
        cause: error,
        retryAfterSeconds: 2,
      });
    }
    throw new AppError('POSITION_BEYOND_LOG', `The log ends before position ${sequence}.`);
  },
});
