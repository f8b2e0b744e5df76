import { AppError } from '@orderflow/errors';
import type { ConsumeOptions, DurableName } from '../ports.ts';

const defaults: Required<ConsumeOptions> = {
  concurrency: 256,
  maxAttempts: 8,
  retryInitialMs: 200,
  retryMaxMs: 30_000,
  handlerTimeoutMs: 30_000,
};

/** The bounds of a durable with its defaults. Throws CONFIG_INVALID for one that is no integer of at least 1. */
export const consumeBounds = (durable: DurableName, options: ConsumeOptions = {}): Required<ConsumeOptions> => {
  const bounds = { ...defaults, ...options };
  for (const [name, value] of Object.entries(bounds)) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new AppError('CONFIG_INVALID', `${name} of ${durable} must be an integer of at least 1, not ${value}.`);
  }
  return bounds;
};
