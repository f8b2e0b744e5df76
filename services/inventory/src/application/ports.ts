import type { Adjust, Adjustment, AdjustmentAnswer } from '../domain/adjustment.ts';
import type { ReservationAnswer, Reserve, Settle } from '../domain/reservation.ts';
import type { Stock } from '../domain/stock.ts';

/**
 * Decides and writes. Resolves after the commit; a repeat of a command changes nothing and gets the same answer.
 * Rejects with DEPENDENCY_UNAVAILABLE when the database is away or the outcome is unknown: repeat the command.
 * The signal counts until the command is taken into a batch.
 */
export interface StockStore {
  reserve(command: Reserve, signal?: AbortSignal): Promise<ReservationAnswer>;
  settle(command: Settle, signal?: AbortSignal): Promise<ReservationAnswer>;
  adjust(command: Adjust, signal?: AbortSignal): Promise<AdjustmentAnswer>;
}

/** Reads what is committed. Rejects with DEPENDENCY_UNAVAILABLE when the database is away. */
export interface StockReader {
  /** By sku; one that never had any stock is absent. */
  stockOf(skus: readonly string[]): Promise<ReadonlyMap<string, Stock>>;
  adjustment(sku: string, key: string): Promise<Adjustment | undefined>;
}

/** In minor units of the currency, a safe integer; ISO 4217, upper case. */
interface Price {
  readonly amount: number;
  readonly currency: string;
}

/** What can be ordered. */
export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly price: Price;
  /** Changes with every write of the product, from 1. */
  readonly revision: number;
}

/** What the product must be for a write to happen: of this revision, or not there yet. */
export type Precondition = { readonly revision: number } | 'absent';

export type PutOutcome =
  | { readonly kind: 'created' | 'replaced'; readonly product: Product }
  /** The precondition failed, but the product is already as it was to become: a repeat. */
  | { readonly kind: 'stands'; readonly product: Product }
  | { readonly kind: 'changed'; readonly product: Product | undefined };

/** The catalogue. Reads are answered from a copy in memory, so they work while the log is away; writes do not. */
export interface Catalog {
  get(sku: string): Product | undefined;
  /** As `get`, but asks the log for a sku that the copy does not have (yet). Rejects with LOG_UNAVAILABLE. */
  find(sku: string): Promise<Product | undefined>;
  /** Products with a sku after the given one, by sku. */
  page(after: string | undefined, limit: number): { readonly products: readonly Product[]; readonly more: boolean };
  /** Rejects with LOG_UNAVAILABLE; repeating is safe. The copy has the product when it resolves. */
  put(product: Omit<Product, 'revision'>, precondition: Precondition): Promise<PutOutcome>;
}

/** The adjustment that lies at a position of the log. */
export interface LoggedAdjustment {
  readonly sku: string;
  readonly key: string;
  readonly delta: number;
  readonly reason: string;
  readonly adjustedAt: Date;
}

export interface AdjustmentLog {
  /**
   * Undefined: something else lies there, or nothing any more. Rejects with POSITION_BEYOND_LOG or LOG_UNAVAILABLE.
   */
  read(sequence: number): Promise<LoggedAdjustment | undefined>;
}

/** Told what was decided, once for each decision; repeats are not told. Must not throw. */
export interface StockObserver {
  reservation(outcome: ReservationOutcome): void;
}

/** `late`: the order was over before its reservation came. */
export type ReservationOutcome = 'reserved' | 'rejected' | 'sold' | 'released' | 'late';
