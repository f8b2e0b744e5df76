import { events, stockAdjusted } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import type { PubAck, Publisher } from '@orderflow/eventbus';
import type { Policy } from '@orderflow/resilience';
import type { Adjustment } from '../domain/adjustment.ts';
import type { AdjustmentLog, Catalog, LoggedAdjustment, StockReader } from './ports.ts';

export interface AdjustmentRequest {
  readonly sku: string;
  /** The caller's idempotency key; without one the adjustment gets a key of its own. */
  readonly key: string | undefined;
  readonly delta: number;
  readonly reason: string;
}

export interface RequestedAdjustment {
  readonly adjustment: LoggedAdjustment;
  /** Position in the log, from 1; undefined when it was decided so long ago that only the row tells of it. */
  readonly sequence: number | undefined;
}

export interface RequestAdjustmentDependencies {
  readonly catalog: Catalog;
  readonly publisher: Publisher;
  readonly log: AdjustmentLog;
  readonly reader: StockReader;
  /** Around the look-up of a key in the database, which must not hold up an answer that the log can give. */
  readonly lookUp: Policy;
  readonly now: () => Date;
  readonly newKey: () => string;
}

/** Msg-Ids are unique over a stream: with these as a key, one could pass for an answer to an order named like the sku. */
const reservedKeys: ReadonlySet<string> = new Set(events.map(({ type }) => type));

/**
 * Asks for an adjustment: it is in the log when this resolves, and will be applied or refused. The same key and body
 * give the same answer; another body is IDEMPOTENCY_KEY_REUSED. An unknown sku is NOT_FOUND. LOG_UNAVAILABLE,
 * QUEUE_FULL and such are always safe to repeat with the same key.
 */
export const createRequestAdjustment = (dependencies: RequestAdjustmentDependencies) => {
  const { catalog, publisher, log, now, newKey } = dependencies;
  return async (request: AdjustmentRequest, signal?: AbortSignal): Promise<RequestedAdjustment> => {
    const { sku, delta, reason } = request;
    if (request.key !== undefined && reservedKeys.has(request.key)) {
      throw new AppError('VALIDATION_FAILED', `Idempotency-Key must not be the name of an event, ${request.key}.`);
    }
    if (!catalog.get(sku) && !(await catalog.find(sku))) {
      throw new AppError('NOT_FOUND', `There is no product ${sku}: put it into the catalogue first.`);
    }
    const standing =
      request.key === undefined ? undefined : await decidedBefore(dependencies, sku, request.key, signal);
    if (standing) return { adjustment: sameAs(standing, request), sequence: undefined };

    const adjustment = { sku, key: request.key ?? newKey(), delta, reason, adjustedAt: now() };
    const options = { lane: 'accept', ...(signal ? { signal } : {}) } as const;
    const ack = await publisher.publish(stockAdjusted, adjustment, options);
    return { adjustment: ack.duplicate ? await firstOf(log, ack, request) : adjustment, sequence: ack.sequence };
  };
};

/** Beyond the log's duplicate window the row decides; with the database away the window alone does. */
const decidedBefore = async (
  { reader, lookUp }: RequestAdjustmentDependencies,
  sku: string,
  key: string,
  signal: AbortSignal | undefined,
): Promise<Adjustment | undefined> => {
  try {
    return await lookUp.execute(() => reader.adjustment(sku, key), signal);
  } catch (error) {
    if (AppError.is(error, 'DEPENDENCY_UNAVAILABLE', 'TIMEOUT', 'QUEUE_FULL')) return undefined;
    throw error;
  }
};

const firstOf = async (log: AdjustmentLog, ack: PubAck, request: AdjustmentRequest): Promise<LoggedAdjustment> => {
  const first = await log.read(ack.sequence);
  if (first) return sameAs(first, request);
  throw new AppError(
    'LOG_UNAVAILABLE',
    'The first request with this key can no longer be read; repeat this one later.',
    {
      retryAfterSeconds: 120,
    },
  );
};

const sameAs = <T extends LoggedAdjustment>(first: T, request: AdjustmentRequest): T => {
  if (first.sku === request.sku && first.delta === request.delta && first.reason === request.reason) return first;
  throw new AppError(
    'IDEMPOTENCY_KEY_REUSED',
    `The key ${first.key} stands for an adjustment of ${first.sku} by ${first.delta} (${first.reason}).`,
  );
};
