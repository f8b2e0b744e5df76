import type { CatalogEntry, OrderCreated } from '@orderflow/contracts';
import type { GetHeader } from '@orderflow/telemetry';
import type { Created, Fact, Facts } from '../domain/facts.ts';
import type { Status } from '../domain/status.ts';

export interface Recorded {
  /** All facts of the order after the write. */
  readonly facts: Facts;
  /** False: the fact stood already. */
  readonly changed: boolean;
  /** True for the one fact that ended the order. */
  readonly ended: boolean;
}

/**
 * Writes facts and reads orders.
 * `record` resolves after the commit; a repeat changes nothing and is answered with what stands. Every method rejects
 * with DEPENDENCY_UNAVAILABLE when the database is away, or (record) when the outcome is unknown: repeat it.
 */
export interface OrderStore {
  record(orderId: string, fact: Fact, signal?: AbortSignal): Promise<Recorded>;
}

export interface PageQuery {
  readonly customerId?: string | undefined;
  readonly status?: Status | undefined;
  /** 1 to 100. */
  readonly limit: number;
  readonly after?: PageCursor | undefined;
}

/** The last order of the page before: orders are listed by both, newest first. */
export interface PageCursor {
  readonly createdAt: Date;
  readonly orderId: string;
}

export interface Page {
  /** At most `limit`. */
  readonly orders: readonly Facts[];
  /** To go on after this page; undefined on the last. */
  readonly next: PageCursor | undefined;
}

export interface OrderReader {
  /** Undefined: no row yet. A row whose `orders.created` has not come has `created` undefined. Calls are coalesced. */
  find(orderId: string): Promise<Facts | undefined>;
  /** Orders that were created, newest first. */
  page(query: PageQuery): Promise<Page>;
}

/** What is told again when its key comes again. */
export type Acceptance = Pick<Created, 'fingerprint' | 'totalAmount' | 'at' | 'position'>;

export interface AcceptedOrders {
  /** Undefined: no order was accepted under this id, as far as the database knows. Calls are coalesced. */
  find(orderId: string): Promise<Acceptance | undefined>;
}

/** An order on which something is due: undecided past its deadline, or a refund not seen yet. */
export interface DueOrder {
  readonly facts: Facts;
  /** By the clock of Postgres. */
  readonly deadlineAt: Date;
}

export interface DueOrders {
  /** Due by the clock of Postgres, longest due first, at most `limit`. */
  due(limit: number): Promise<readonly DueOrder[]>;
  /** What was published about them is on its way: they are due again after `delayMs`, if still undone. */
  postpone(orderIds: readonly string[], delayMs: number): Promise<void>;
}

/** The stream ORDERS, read by position. */
export interface OrderLog {
  /**
   * The orders.created at a position. Undefined: something else lies there, or nothing any more.
   * Rejects with POSITION_BEYOND_LOG or LOG_UNAVAILABLE.
   */
  read(position: number, signal?: AbortSignal): Promise<OrderCreated | undefined>;
  /**
   * The headers of the message at a position, for the trace that they name. Never rejects: of a message that is gone, or
   * cannot be read now, there are none.
   */
  headersAt(position: number): Promise<GetHeader>;
}

/** How far the service has read of what it consumes. */
export interface ReadProgress {
  /**
   * Notes where the streams end now, and resolves with true once all durables of the service have settled everything
   * before. False: not within `timeoutMs`. Rejects with LOG_UNAVAILABLE.
   */
  caughtUp(timeoutMs: number, signal: AbortSignal): Promise<boolean>;
}

/** The catalogue, answered from a copy in memory. */
export interface Catalog {
  get(sku: string): CatalogEntry | undefined;
  /** Asks the log for a sku that the copy does not have (yet). Rejects with LOG_UNAVAILABLE. */
  find(sku: string): Promise<CatalogEntry | undefined>;
}

/** Whether the log has room for new orders: its last part is kept for completing the accepted ones. */
export interface Headroom {
  /** Throws LOG_FULL. */
  check(): void;
}

/** What the payment service says of an order. */
export interface PaymentView {
  /** `unavailable`: it did not answer. */
  readonly status: string;
  readonly [field: string]: unknown;
}

export interface Payments {
  /** Never rejects: `{status: 'unavailable'}` when the payment service does not answer. Undefined: it knows none. */
  ofOrder(orderId: string): Promise<PaymentView | undefined>;
}

/**
 * Tells when something may have changed on an order, whichever replica handled it. A hint: it may come late, twice, or
 * not at all, so whoever waits asks the store too.
 */
export interface OrderChanges {
  /** Returns the function that ends it. */
  watch(orderId: string, onChange: () => void): () => void;
}

/** Told of what happens to orders, for metrics. Must not throw. */
export interface OrderObserver {
  accepted(): void;
  /** Once for each order that ended. */
  ended(status: Status, durationMs: number | undefined): void;
}
