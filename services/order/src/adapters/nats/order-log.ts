import type { JetStreamManager } from '@nats-io/jetstream';
import { orderCreated, streamNames } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import type { OrderLog } from '../../application/ports.ts';

/** Reads through the stream's leader, so that what was just acknowledged is there. */
export const createOrderLog = (manager: () => JetStreamManager): OrderLog => ({
  read: async (position) => {
    const { streams } = manager();
    try {
      const stored = await streams.getMessage(streamNames.orders, { seq: position });
      if (stored) return stored.subject === orderCreated.subject ? orderCreated.codec.decode(stored.data) : undefined;
      const { state } = await streams.info(streamNames.orders);
      if (position <= state.last_seq) return undefined;
    } catch (error) {
      // Bytes that are no order were not accepted by this service.
      if (AppError.is(error, 'UNDECODABLE')) return undefined;
      if (AppError.is(error)) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new AppError('LOG_UNAVAILABLE', `The log could not be read: ${reason}.`, {
        cause: error,
        retryAfterSeconds: 2,
      });
    }
    throw new AppError('POSITION_BEYOND_LOG', `The log ends before position ${position}.`);
  },

  headersAt: async (position) => {
    try {
      const stored = await manager().streams.getMessage(streamNames.orders, { seq: position });
      return (name) => stored?.header.get(name) || undefined;
    } catch {
      return () => undefined;
    }
  },
});
