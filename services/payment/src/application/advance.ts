import { AppError } from '@orderflow/errors';
import { failpoint } from '@orderflow/failpoints';
import { backoffMs } from '@orderflow/resilience';
import { activeTraceparent } from '@orderflow/telemetry';
import type { Change } from '../domain/change.ts';
import { decide, type Step } from '../domain/decide.ts';
import type { PaymentFacts } from '../domain/facts.ts';
import {
  type ChargeRequest,
  type ChargeResult,
  type FailureReason,
  failureReason,
  outcomeUnknown,
  type PaymentGateway,
} from './gateway.ts';
import type { PaymentObserver } from './observer.ts';
import type { PaymentStore, StoredPayment } from './store.ts';

export interface AdvanceOptions {
  readonly store: PaymentStore;
  readonly gateway: PaymentGateway;
  readonly observer: PaymentObserver;
  readonly keyWindowMs: number;
  readonly backoff: { readonly initialMs: number; readonly maxMs: number };
}

/**
 * Takes steps at the gateway until the facts call for none, noting each result before the next step. A gateway that is
 * away or does not say puts the payment off: the row becomes the cause of the work, and this resolves. Rejects when
 * the store is away, or with the signal's reason.
 */
export type Advance = (payment: StoredPayment, signal: AbortSignal) => Promise<StoredPayment>;

/** Where a process can die around a call: before it, and between its answer and the note of it. A look-up moves nothing. */
const faults: Partial<Record<Step['kind'], Readonly<Record<'before' | 'after', () => void>>>> = {
  open: { before: failpoint('payment.before_open'), after: failpoint('payment.after_open') },
  charge: { before: failpoint('payment.before_charge'), after: failpoint('payment.after_charge') },
  withdraw: { before: failpoint('payment.before_withdraw'), after: failpoint('payment.after_withdraw') },
  refund: { before: failpoint('payment.before_refund'), after: failpoint('payment.after_refund') },
};

// Open, charge, refund, and one to find nothing left: more would mean that a step adds no fact.
const maxSteps = 8;

const noted = (orderId: string, result: ChargeResult): Change =>
  result.status === 'approved' ? { orderId, kind: 'approved' } : { orderId, kind: 'declined', reason: result.reason };

const open = async (gateway: PaymentGateway, charge: ChargeRequest, signal: AbortSignal): Promise<Change> => {
  const { orderId } = charge;
  const opened = await gateway.open(charge, signal);
  if (opened.status === 'declined') return noted(orderId, opened);
  return { orderId, kind: 'opened', intentId: opened.intentId };
};

const withoutIntent = async (
  gateway: PaymentGateway,
  charge: ChargeRequest,
  orElse: 'open' | 'wait' | 'close',
  signal: AbortSignal,
): Promise<Change> => {
  switch (orElse) {
    case 'open':
      return await open(gateway, charge, signal);
    case 'wait':
      throw outcomeUnknown('undecided');
    case 'close':
      return noted(charge.orderId, { status: 'declined', reason: 'withdrawn' });
    default:
      return orElse satisfies never;
  }
};

const take = async (gateway: PaymentGateway, facts: PaymentFacts, step: Step, signal: AbortSignal): Promise<Change> => {
  const { orderId, requested, attempt } = facts;
  if (requested === undefined || attempt === undefined) {
    throw new AppError('INTERNAL', `The payment of ${orderId} has a step to take and no attempt to take it under.`);
  }
  const charge = { orderId, amount: requested.amount, token: requested.token, key: attempt.key };
  switch (step.kind) {
    case 'open':
      return await open(gateway, charge, signal);
    case 'recover': {
      const found = await gateway.search(charge, signal);
      if (found) return { orderId, kind: 'opened', intentId: found.intentId };
      return await withoutIntent(gateway, charge, step.orElse, signal);
    }
    case 'charge':
      return noted(orderId, await gateway.charge({ ...charge, intentId: step.intentId }, signal));
    case 'look_up': {
      const found = await gateway.find(step.intentId, signal);
      if (found.status !== 'open') return noted(orderId, found);
      // Too late to ask again under the key, and never under another: closed, it is known to have captured nothing.
      return noted(orderId, await gateway.withdraw({ ...charge, intentId: step.intentId }, signal));
    }
    case 'withdraw':
      return noted(orderId, await gateway.withdraw({ ...charge, intentId: step.intentId }, signal));
    case 'refund': {
      const { refundId } = await gateway.refund({ ...charge, intentId: step.intentId }, signal);
      return { orderId, kind: 'refunded', refundId };
    }
    case 'none':
      throw new AppError('INTERNAL', `The payment of ${orderId} has no step to take.`);
    default:
      return step satisfies never;
  }
};

const report = (observer: PaymentObserver, change: Change): void => {
  if (change.kind === 'approved') observer.approved();
  if (change.kind === 'declined') observer.declined(change.reason);
  if (change.kind === 'refunded') observer.refunded();
};

export const createAdvance = (options: AdvanceOptions): Advance => {
  const { store, gateway, observer, keyWindowMs, backoff } = options;

  const putOff = (orderId: string, reason: FailureReason): Change => {
    const delayMs = (failures: number): number => backoffMs(failures, backoff);
    const traceparent = activeTraceparent();
    return { orderId, kind: 'failed', reason, delayMs, ...(traceparent !== undefined && { traceparent }) };
  };

  /** The step's result, or what to note when it has to wait. */
  const attempt = async (facts: PaymentFacts, step: Step, signal: AbortSignal): Promise<Change> => {
    try {
      const fault = faults[step.kind];
      fault?.before();
      const change = await take(gateway, facts, step, signal);
      fault?.after();
      report(observer, change);
      return change;
    } catch (error) {
      const reason = failureReason(error);
      // A call cut short by our own stop says nothing about the gateway: its cause comes again.
      if (reason === undefined || signal.aborted) throw error;
      observer.parked(facts.orderId, reason);
      return putOff(facts.orderId, reason);
    }
  };

  return async (payment, signal) => {
    let current = payment;
    for (let taken = 0; taken < maxSteps; taken += 1) {
      const step = decide(current.facts, { now: current.readAt, keyWindowMs });
      if (step.kind === 'none') return current;
      signal.throwIfAborted();
      const change = await attempt(current.facts, step, signal);
      current = await store.change(change);
      if (change.kind === 'failed') return current;
    }
    throw new AppError('INTERNAL', `The payment of ${payment.facts.orderId} took ${maxSteps} steps and is not done.`);
  };
};
