import type { Money } from '@orderflow/contracts';
import { type Clock, decide } from './decide.ts';
import { isCalledOff, type PaymentFacts } from './facts.ts';
import { implied } from './implied.ts';

/** The bookkeeping of the work on a payment. Not facts: it changes as often as it needs to. */
interface Work {
  /** Times the gateway was asked for the charge or the refund and something came of it, good or bad. */
  readonly attempts: number;
  /** Failures in a row. */
  readonly failures: number;
  /** Why it failed last; empty when it did not. */
  readonly lastFailure: string;
  /** The row is the cause of the work from then on: whoever finds it due goes on. Undefined: a message is, or nothing. */
  readonly dueAt?: Date;
  /** When it was put off. */
  readonly parkedAt?: Date;
  /** W3C trace context of what first put it off: whoever goes on does so in that trace. */
  readonly traceparent?: string;
  /** A sweeper has taken it until `dueAt`. */
  readonly leased: boolean;
}

export interface Payment {
  readonly facts: PaymentFacts;
  readonly work: Work;
}

/** One thing to note of the payment of one order. */
export type Change = { readonly orderId: string } & (
  | {
      readonly kind: 'requested';
      readonly amount: Money;
      readonly token: string;
      readonly at: Date;
      /** The key of the attempt, and the intent's id where the gateway derives it from the key. */
      readonly key: string;
      readonly intentId?: string;
    }
  | { readonly kind: 'cancelled'; readonly at: Date }
  | { readonly kind: 'refund_requested'; readonly at: Date }
  | { readonly kind: 'opened'; readonly intentId: string }
  | { readonly kind: 'approved' }
  | { readonly kind: 'declined'; readonly reason: string }
  | { readonly kind: 'refunded'; readonly refundId: string }
  /** Try again after a while: `delayMs` of the number of failures in a row, this one included. */
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly delayMs: (failures: number) => number;
      readonly traceparent?: string;
    }
  /** What is named has been published: the row is done, unless the facts have come to call for more. */
  | { readonly kind: 'settled'; readonly processed: boolean; readonly refunded: boolean }
);

export const newPayment = (orderId: string): Payment => ({
  facts: { orderId },
  work: { attempts: 0, failures: 0, lastFailure: '', leased: false },
});

const withFact = (payment: Payment, fact: Partial<PaymentFacts>): Payment => ({
  ...payment,
  facts: { ...payment.facts, ...fact },
});

/** A fact that the gateway gave: the failures before it are over. */
const withAnswer = ({ facts, work }: Payment, fact: Partial<PaymentFacts>): Payment => ({
  facts: { ...facts, ...fact },
  work: { ...work, attempts: work.attempts + 1, failures: 0, lastFailure: '' },
});

const request = (payment: Payment, change: Change & { kind: 'requested' }, now: Date): Payment => {
  const { facts } = payment;
  if (facts.requested) return payment;
  const { amount, token, at, key, intentId } = change;
  const requested = { amount, token, at };
  // What was called off before it was started is never started.
  if (isCalledOff(facts)) return withFact(payment, { requested });
  return withFact(payment, {
    requested,
    attempt: { key, firstSentAt: now },
    ...(intentId !== undefined && { intentId }),
  });
};

const fail = (payment: Payment, change: Change & { kind: 'failed' }, clock: Clock): Payment => {
  const { facts, work } = payment;
  const { now } = clock;
  // Someone else got further in the meantime: there is nothing left to try.
  if (decide(facts, clock).kind === 'none') return payment;
  const failures = work.failures + 1;
  const dueAt = new Date(now.getTime() + change.delayMs(failures));
  const traceparent = work.traceparent ?? change.traceparent;
  return {
    facts,
    work: {
      ...work,
      attempts: work.attempts + 1,
      failures,
      lastFailure: change.reason,
      dueAt,
      parkedAt: now,
      leased: false,
      ...(traceparent !== undefined && { traceparent }),
    },
  };
};

const settle = (payment: Payment, change: Change & { kind: 'settled' }, clock: Clock): Payment => {
  const { facts, work } = payment;
  if (work.dueAt === undefined || decide(facts, clock).kind !== 'none') return payment;
  const { processed, refunded } = implied(facts);
  if ((processed && !change.processed) || (refunded && !change.refunded)) return payment;
  const { dueAt: _due, parkedAt: _parked, traceparent: _trace, ...rest } = work;
  return { facts, work: { ...rest, leased: false } };
};

/** Pure. Every fact is written where none stands; a change that changes nothing returns the same object. */
export const applyChange = (payment: Payment, change: Change, clock: Clock): Payment => {
  const { facts } = payment;
  const { now } = clock;
  switch (change.kind) {
    case 'requested':
      return request(payment, change, now);
    case 'cancelled':
      return facts.cancelledAt ? payment : withFact(payment, { cancelledAt: change.at });
    case 'refund_requested':
      return facts.refundRequestedAt ? payment : withFact(payment, { refundRequestedAt: change.at });
    case 'opened':
      return facts.intentId === undefined ? withFact(payment, { intentId: change.intentId }) : payment;
    case 'approved':
      return facts.outcome ? payment : withAnswer(payment, { outcome: { status: 'approved', at: now } });
    case 'declined':
      if (facts.outcome) return payment;
      return withAnswer(payment, { outcome: { status: 'declined', reason: change.reason, at: now } });
    case 'refunded':
      if (facts.refund || facts.outcome?.status !== 'approved') return payment;
      return withAnswer(payment, { refund: { refundId: change.refundId, at: now } });
    case 'failed':
      return fail(payment, change, clock);
    case 'settled':
      return settle(payment, change, clock);
    default:
      return change satisfies never;
  }
};
