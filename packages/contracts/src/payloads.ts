// What handlers see: plain, readonly, dates as Date, amounts as safe integers. The bytes are in codec.ts.

/** An amount of money in minor units (1999 is 19.99 EUR), a safe integer; `currency` is ISO 4217, upper case. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

export interface Line {
  readonly sku: string;
  /** 1 to 1000. */
  readonly quantity: number;
}

export interface OrderItem extends Line {
  readonly unitPrice: Money;
}

export interface OrderCreated {
  readonly orderId: string;
  readonly customerId: string;
  readonly items: readonly OrderItem[];
  readonly totalAmount: Money;
  readonly paymentToken: string;
  /** SHA-256 of the canonical request body, 64 hex digits. */
  readonly fingerprint: string;
  readonly createdAt: Date;
}

export interface OrderPaymentRequested {
  readonly orderId: string;
  readonly amount: Money;
  readonly paymentToken: string;
  readonly requestedAt: Date;
}

export interface OrderConfirmed {
  readonly orderId: string;
  readonly paymentId: string;
  readonly confirmedAt: Date;
}

export type CancelReason = 'customer_request' | 'payment_declined' | 'deadline_passed' | 'conflicting_duplicate';

export interface OrderCancelled {
  readonly orderId: string;
  readonly reason: CancelReason;
  /** What the payment provider said, for a declined payment; else empty. */
  readonly detail: string;
  readonly cancelledAt: Date;
}

export interface OrderRejected {
  readonly orderId: string;
  readonly reason: string;
  readonly rejectedAt: Date;
}

export interface OrderRefundRequested {
  readonly orderId: string;
  readonly paymentId: string;
  readonly amount: Money;
  readonly requestedAt: Date;
}

export interface OrderCancelRequested {
  readonly orderId: string;
  readonly requestedAt: Date;
}

export interface OrderDeadlinePassed {
  readonly orderId: string;
  readonly passedAt: Date;
}

export type PaymentStatus = 'approved' | 'declined';

export interface PaymentProcessed {
  readonly orderId: string;
  /** Empty when declined before the provider made a payment. */
  readonly paymentId: string;
  readonly status: PaymentStatus;
  readonly amount: Money;
  /** Why it was declined; empty when approved. */
  readonly reason: string;
  readonly processedAt: Date;
}

export interface PaymentRefunded {
  readonly orderId: string;
  readonly paymentId: string;
  readonly refundId: string;
  readonly amount: Money;
  readonly refundedAt: Date;
}

export interface InventoryReserved {
  readonly orderId: string;
  /** That of the OrderCreated the stock was reserved for. */
  readonly fingerprint: string;
  readonly reservedAt: Date;
}

export interface InventoryRejected {
  readonly orderId: string;
  readonly fingerprint: string;
  /** What was short. */
  readonly short: readonly Line[];
  readonly rejectedAt: Date;
}

export interface StockAdjusted {
  readonly sku: string;
  /** The caller's idempotency key: with the sku, the identity of the adjustment for ever. */
  readonly key: string;
  /** Safe integer, not 0. */
  readonly delta: number;
  readonly reason: string;
  readonly adjustedAt: Date;
}

/** Nothing was written off: more was asked for than is available. */
export interface AdjustmentRefused {
  readonly sku: string;
  /** Of the adjustment that is refused. */
  readonly key: string;
  readonly delta: number;
  readonly adjustedAt: Date;
}
