import { AppError } from '@orderflow/errors';
import type { ConsumeOptions, DurableName } from '../ports.ts';

const defaults: Required<ConsumeOptions> = {
  concurrency: 256,
  maxAttempts: 8,
  retryInitialMs: 200,
  retryMaxMs: 30_000,
  handlerTimeoutMs: 30_000,
};

/** Node's timers fire at once for anything longer. */
const longestTimerMs = 2 ** 31 - 1;

/** The bounds of a durable with its defaults. Throws CONFIG_INVALID for one that is no integer from 1 to 2³¹ - 1. */
export const consumeBounds = (durable: DurableName, options: ConsumeOptions = {}): Required<ConsumeOptions> => {
  const bounds = { ...defaults, ...options };
  for (const [name, value] of Object.entries(bounds)) {
    if (Number.isInteger(value) && value >= 1 && value <= longestTimerMs) continue;
    throw new AppError(
      'CONFIG_INVALID',
      `${name} of ${durable} must be an integer from 1 to ${longestTimerMs}, not ${value}.`,
    );
  }
  return bounds;
};
