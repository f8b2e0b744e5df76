import { AppError } from '@orderflow/errors';
import type { Middleware } from '../ports.ts';

/** The part of a logger that is needed; pino's fits. */
export interface MinimalLogger {
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/**
 * Logs each failure of a handler with what is needed to find the message. What succeeds is not logged, nor is an outage,
 * which all messages meet: of that the observer's `held` tells once.
 */
export const logging =
  (logger: MinimalLogger): Middleware =>
  (next) =>
  async (message, signal) => {
    try {
      await next(message, signal);
    } catch (reason) {
      const { code, verdict, message: detail } = AppError.from(reason);
      if (verdict === 'wait') throw reason;
      const { durable, id, sequence, delivery } = message;
      logger.warn(
        { type: message.event.type, durable, messageId: id, sequence, delivery, code, err: reason },
        `a handler failed: ${detail}`,
      );
      throw reason;
    }
  };
