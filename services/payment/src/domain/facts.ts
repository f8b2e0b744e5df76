import type { Money } from '@orderflow/contracts';

/** What was decided at the gateway. Approved: the money was captured. Declined: it was not, and never will be. */
export type Outcome =
  | { readonly status: 'approved'; readonly at: Date }
  | { readonly status: 'declined'; readonly reason: string; readonly at: Date };

/**
 * What is known of the payment of one order. Each part is written once and never changes; they come in any order,
 * and some never come.
 */
export interface PaymentFacts {
  readonly orderId: string;
  readonly requested?: { readonly amount: Money; readonly token: string; readonly at: Date };
  /** Stored before the first call: the gateway may have seen `key` from `firstSentAt` on. */
  readonly attempt?: {
    readonly key: string;
    readonly firstSentAt: Date;
    /** Told by the log alone: a row that is lost may have made an intent whose id nobody knows. */
    readonly retold?: true;
  };
  /** The gateway's id of the payment. Stored before the money is asked for, so that it can always be looked up. */
  readonly intentId?: string;
  readonly outcome?: Outcome;
  readonly cancelledAt?: Date;
  readonly refundRequestedAt?: Date;
  readonly refund?: { readonly refundId: string; readonly at: Date };
}

/** The order will not be confirmed: nothing may be charged, and what was charged goes back. */
export const isCalledOff = ({ cancelledAt, refundRequestedAt }: PaymentFacts): boolean =>
  cancelledAt !== undefined || refundRequestedAt !== undefined;

export type PaymentStatus = 'PENDING' | 'APPROVED' | 'DECLINED' | 'REFUND_PENDING' | 'REFUNDED' | 'CANCELLED';

/** The payment in a word. Cancelled: called off before anything was captured. */
export const statusOf = (facts: PaymentFacts): PaymentStatus => {
  if (facts.refund) return 'REFUNDED';
  if (facts.outcome?.status === 'approved') return isCalledOff(facts) ? 'REFUND_PENDING' : 'APPROVED';
  if (isCalledOff(facts)) return 'CANCELLED';
  return facts.outcome ? 'DECLINED' : 'PENDING';
};
