import { type CatalogEntry, type OrderCreated, orderCreated } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import type { Publisher } from '@orderflow/eventbus';
import { fingerprintOf, type OrderRequest, orderIdOf } from '../domain/identity.ts';
import { priceItems } from '../domain/price.ts';
import type { Acceptance, AcceptedOrders, Catalog, Headroom, OrderLog, OrderObserver } from './ports.ts';

export interface AcceptOrder extends OrderRequest {
  readonly idempotencyKey: string | undefined;
}

/** What the client is told: the same again for a repeat. */
export interface Accepted {
  readonly orderId: string;
  readonly totalAmount: OrderCreated['totalAmount'];
  readonly createdAt: Date;
  /** Of the order's message in the log, from 1. */
  readonly position: number;
  /** The order was accepted before, by a request with the same key and body. */
  readonly repeated: boolean;
}

export interface AcceptOrderDependencies {
  readonly catalog: Catalog;
  readonly publisher: Publisher;
  readonly log: OrderLog;
  /** Gives up soon: it must not hold up an answer that the log can give. */
  readonly accepted: AcceptedOrders;
  readonly headroom: Headroom;
  readonly observer: OrderObserver;
  readonly now: () => Date;
  /** A UUIDv7, for orders without an idempotency key. */
  readonly newOrderId: () => string;
}

/**
 * Accepts an order: it is in the log when this resolves, and will come to its end. The same key and body give the same
 * answer; another body is IDEMPOTENCY_KEY_REUSED. Rejects with UNKNOWN_SKU, MIXED_CURRENCIES, AMOUNT_TOO_LARGE (nothing
 * was published), or LOG_UNAVAILABLE, LOG_FULL, QUEUE_FULL, DRAINING, which are always safe to repeat with the key.
 */
export const createAcceptOrder = (dependencies: AcceptOrderDependencies) => {
  const { catalog, publisher, log, accepted, headroom, observer, now, newOrderId } = dependencies;
  return async (request: AcceptOrder, signal?: AbortSignal): Promise<Accepted> => {
    const { customerId, paymentToken, idempotencyKey } = request;
    const fingerprint = fingerprintOf(request);
    const orderId = idempotencyKey === undefined ? newOrderId() : orderIdOf(customerId, idempotencyKey);
    if (idempotencyKey !== undefined) {
      const standing = await acceptedBefore(accepted, orderId);
      if (standing) return repeat(orderId, standing, fingerprint);
    }
    headroom.check();
    const newer = hasAll(catalog, request) ? undefined : await askedOf(catalog, request);
    const { items, totalAmount } = priceItems(request.items, (sku) => (catalog.get(sku) ?? newer?.get(sku))?.price);
    const createdAt = now();
    const order = { orderId, customerId, items, totalAmount, paymentToken, fingerprint, createdAt };
    const { duplicate, sequence } = await publisher.publish(
      orderCreated,
      order,
      signal ? { lane: 'accept', signal } : { lane: 'accept' },
    );
    if (duplicate) return await repeatOf(log, orderId, sequence, fingerprint, signal);
    observer.accepted();
    return { orderId, totalAmount, createdAt, position: sequence, repeated: false };
  };
};

/** Nothing has to be waited for then, which is usual. */
const hasAll = (catalog: Catalog, { items }: OrderRequest): boolean =>
  items.every(({ sku }) => catalog.get(sku) !== undefined);

/** What the catalogue's copy lacks, asked of the log: a product may be newer than the copy. */
const askedOf = async (catalog: Catalog, { items }: OrderRequest): Promise<ReadonlyMap<string, CatalogEntry>> => {
  const found = new Map<string, CatalogEntry>();
  for (const { sku } of items) {
    if (catalog.get(sku) !== undefined) continue;
    const entry = await catalog.find(sku);
    // The first unknown one refuses the order, so no further question is asked for it.
    if (!entry) break;
    found.set(sku, entry);
  }
  return found;
};

/** Beyond the log's duplicate window the row decides; with the database away the window alone does. */
const acceptedBefore = async (accepted: AcceptedOrders, orderId: string): Promise<Acceptance | undefined> => {
  try {
    return await accepted.find(orderId);
  } catch (error) {
    if (AppError.is(error, 'DEPENDENCY_UNAVAILABLE', 'TIMEOUT', 'QUEUE_FULL')) return undefined;
    throw error;
  }
};

/** The log holds a message with this identity: the first one says what was accepted. */
const repeatOf = async (
  log: OrderLog,
  orderId: string,
  position: number,
  fingerprint: string,
  signal: AbortSignal | undefined,
): Promise<Accepted> => {
  const first = await log.read(position, signal);
  if (first?.orderId === orderId) {
    return repeat(orderId, { ...first, at: first.createdAt, position }, fingerprint);
  }
  throw new AppError(
    'LOG_UNAVAILABLE',
    'The first request with this key can no longer be read; repeat this one later.',
    {
      retryAfterSeconds: 120,
    },
  );
};

const repeat = (orderId: string, first: Acceptance, fingerprint: string): Accepted => {
  if (first.fingerprint !== fingerprint) {
    throw new AppError(
      'IDEMPOTENCY_KEY_REUSED',
      `This Idempotency-Key stands for order ${orderId}, which had another body; use a new key for a new order.`,
      { details: { orderId } },
    );
  }
  return { orderId, totalAmount: first.totalAmount, createdAt: first.at, position: first.position, repeated: true };
};
