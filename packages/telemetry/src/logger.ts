import { type DestinationStream, type Logger, type LoggerOptions as PinoOptions, pino } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { activeSpanIds } from './propagation.ts';
import { redactLine } from './redaction.ts';

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
 * JSON lines with `trace_id` and `span_id` of the active span. Payment tokens, credentials and whatever looks like a
 * card number are replaced in the finished line, wherever in it they stand.
 * Lines are written at once: what was logged before a crash is there after it.
 */
export function createLogger(options: LoggerOptions): Logger {
  const settings: PinoOptions = {
    level: options.level ?? 'info',
    base: { service: options.service },
    formatters: { level: (label) => ({ level: label }) },
    serializers: { error: pino.stdSerializers.err },
    mixin: activeSpanIds,
    hooks: { streamWrite: redactLine },
  };
  const destination = options.destination ?? pino.destination({ fd: 1, sync: true });
  const wantsPretty = options.pretty ?? (options.destination === undefined && process.stdout.isTTY === true);
  return pino(settings, wantsPretty ? forPeople(destination) : destination);
}

function forPeople(destination: DestinationStream): DestinationStream {
  const prettify = prettyFactory({
    colorize: process.stdout.isTTY === true,
    ignore: 'service,span_id',
    messageFormat: '{service}: {msg}',
    translateTime: 'SYS:HH:MM:ss.l',
  });
  return { write: (line) => destination.write(prettify(line)) };
}

/** A logger whose lines carry the order's id, as `orderId`. */
export const withOrder = (logger: Logger, orderId: string): Logger => logger.child({ orderId });
