import type { CancelReason, Line, Money, OrderItem } from '@orderflow/contracts';

/** The order as it was accepted. */
export interface Created {
  readonly customerId: string;
  readonly items: readonly OrderItem[];
  readonly totalAmount: Money;
  readonly paymentToken: string;
  /** SHA-256 of the canonical request body, in hex. */
  readonly fingerprint: string;
  readonly at: Date;
  /** Position in the log, from 1. */
  readonly position: number;
}

export interface Reservation {
  readonly outcome: 'reserved' | 'rejected';
  /** Of the request that inventory decided on: it may be another one under the same key. */
  readonly fingerprint: string;
  /** What there was too little of; empty when reserved. */
  readonly short: readonly Line[];
  readonly at: Date;
}

export interface Payment {
  readonly outcome: 'approved' | 'declined';
  /** Empty when declined before the provider made a payment. */
  readonly paymentId: string;
  readonly amount: Money;
  /** Why it was declined; empty when approved. */
  readonly reason: string;
  readonly at: Date;
}

export interface Refund {
  readonly refundId: string;
  readonly at: Date;
}

/** How an order can end. */
export type Ending =
  | { readonly outcome: 'confirmed' }
  | { readonly outcome: 'rejected'; readonly reason: string }
  | { readonly outcome: 'cancelled'; readonly reason: CancelReason; readonly detail: string };

/** How the order ended. The first decision stands for ever. */
export type Decision = Ending & {
  /** Never before the facts it rests on. */
  readonly at: Date;
  /** The stock was reserved by then, so the order ended as RESERVED. A reservation that comes later never showed. */
  readonly wasReserved: boolean;
};

/** All that is known of an order. Each fact is written once; those that have not come are undefined. */
export interface Facts {
  readonly orderId: string;
  readonly created: Created | undefined;
  readonly reservation: Reservation | undefined;
  readonly payment: Payment | undefined;
  readonly refund: Refund | undefined;
  /** `orders.created` came again under the same key with another body. */
  readonly conflictingAt: Date | undefined;
  readonly cancelRequestedAt: Date | undefined;
  readonly deadlinePassedAt: Date | undefined;
  readonly decision: Decision | undefined;
}

/** One fact on its way in. */
export type Fact =
  | { readonly kind: 'created'; readonly created: Created }
  | { readonly kind: 'reservation'; readonly reservation: Reservation }
  | { readonly kind: 'payment'; readonly payment: Payment }
  | { readonly kind: 'refund'; readonly refund: Refund }
  | { readonly kind: 'cancel_requested'; readonly at: Date }
  | { readonly kind: 'deadline_passed'; readonly at: Date };

export const noFacts = (orderId: string): Facts => ({
  orderId,
  created: undefined,
  reservation: undefined,
  payment: undefined,
  refund: undefined,
  conflictingAt: undefined,
  cancelRequestedAt: undefined,
  deadlinePassedAt: undefined,
  decision: undefined,
});
