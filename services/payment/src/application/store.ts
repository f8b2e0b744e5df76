import type { Change, Payment } from '../domain/change.ts';

/** A payment as it was read: `readAt` is the database's clock then. */
export interface StoredPayment extends Payment {
  readonly readAt: Date;
}

/** Rejects with DEPENDENCY_UNAVAILABLE when the database is away; then a repeat of the same change is safe. */
export interface PaymentStore {
  /** Notes the change under the row's lock, after making the row if need be, and answers with what then stands. */
  change(change: Change, signal?: AbortSignal): Promise<StoredPayment>;
  find(orderId: string): Promise<StoredPayment | undefined>;
  /**
   * Leases at most `limit` rows that are due, longest due first; no two callers get the same one while the lease
   * lasts. `parkedBefore`: also rows that were put off before then and are not due yet.
   */
  take(limit: number, leaseMs: number, parkedBefore?: Date): Promise<readonly StoredPayment[]>;
  /** The database's clock. */
  now(): Promise<Date>;
  /** Rows that wait for a sweeper. */
  countParked(): Promise<number>;
}
