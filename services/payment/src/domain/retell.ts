import { AppError } from '@orderflow/errors';
import { attemptKey } from './attempt-key.ts';
import type { Payment } from './change.ts';
import { isCalledOff, type PaymentFacts } from './facts.ts';

/** What the log says of a payment: its facts but the attempt, of which no message tells. */
export type Retold = Omit<PaymentFacts, 'attempt'> & {
  /** W3C trace context of its request. */
  readonly traceparent?: string;
};

/**
 * The payment as its row has to be when the row is lost. Nothing is charged anew by it. What has an outcome is done with, or
 * has its refund left to do. What has none may have been charged by the lost row, under an intent whose id nobody knows: it
 * becomes an attempt that looks for that intent first, counts its key's window from the request, and is due at once.
 * Throws LOG_INCOMPLETE when the log cannot be true.
 */
export const paymentOf = ({ traceparent, ...retold }: Retold, now: Date): Payment => {
  const { orderId, requested, outcome, refund } = retold;
  const work = { attempts: 0, failures: 0, lastFailure: '', leased: false };
  if (requested === undefined) {
    if (outcome || refund) throw contradiction(orderId, 'has an outcome and was never requested');
    return { facts: retold, work };
  }
  if (refund && outcome?.status !== 'approved') throw contradiction(orderId, 'was refunded and never approved');
  const attempt = { key: attemptKey(orderId), firstSentAt: requested.at };
  const due = { dueAt: now, parkedAt: now, ...(traceparent !== undefined && { traceparent }) };
  if (outcome === undefined) {
    return {
      facts: { ...retold, attempt: { ...attempt, retold: true } },
      work: { ...work, ...due },
    };
  }
  const owed = outcome.status === 'approved' && isCalledOff(retold) && refund === undefined;
  return { facts: { ...retold, attempt }, work: { ...work, ...(owed && due) } };
};

const contradiction = (orderId: string, what: string): AppError =>
  new AppError(
    'LOG_INCOMPLETE',
    `The payment of order ${orderId} ${what}. A message of the log must be missing: nothing was rebuilt.`,
  );
