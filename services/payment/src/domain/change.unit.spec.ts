import { describe, expect, it } from 'vitest';
import { applyChange, type Change, newPayment, type Payment } from './change.ts';
import { decide } from './decide.ts';
import { statusOf } from './facts.ts';
import { implied } from './implied.ts';

const orderId = '0190d3c1-0000-7000-8000-000000000001';
const hourMs = 3_600_000;
const keyWindowMs = 23 * hourMs;
const start = new Date('2026-11-21T10:00:00.000Z');
const later = (ms: number) => ({ now: new Date(start.getTime() + ms), keyWindowMs });

const requested: Change = {
  orderId,
  kind: 'requested',
  amount: { amount: 1999, currency: 'EUR' },
  token: 'tok_visa',
  at: start,
  key: 'key-1',
};
const cancelled: Change = { orderId, kind: 'cancelled', at: start };
const opened: Change = { orderId, kind: 'opened', intentId: 'pi_1' };
const approved: Change = { orderId, kind: 'approved' };
const declined: Change = { orderId, kind: 'declined', reason: 'insufficient_funds' };
const refunded: Change = { orderId, kind: 'refunded', refundId: 're_1' };
const failed: Change = { orderId, kind: 'failed', reason: 'timeout', delayMs: (failures) => failures * 1000 };

const given = (...changes: Change[]): Payment =>
  changes.reduce((payment, change) => applyChange(payment, change, later(0)), newPayment(orderId));
const next = (payment: Payment, afterMs = 0) => decide(payment.facts, later(afterMs));

describe('the next step of a payment', () => {
  it.each<[string, Change[], number, ReturnType<typeof next>]>([
    ['nothing is known', [], 0, { kind: 'none' }],
    ['it was requested', [requested], 0, { kind: 'open' }],
    ['the intent is there', [requested, opened], 0, { kind: 'charge', intentId: 'pi_1' }],
    ['the key is still good', [requested, opened], keyWindowMs - 1, { kind: 'charge', intentId: 'pi_1' }],
    ['the key is too old', [requested, opened], keyWindowMs, { kind: 'look_up', intentId: 'pi_1' }],
    ['it was cancelled before its request came', [cancelled, requested], 0, { kind: 'none' }],
    ['it was cancelled before the intent', [requested, cancelled], 0, { kind: 'none' }],
    ['it was cancelled during the charge', [requested, opened, cancelled], 0, { kind: 'withdraw', intentId: 'pi_1' }],
    ['it was approved', [requested, opened, approved], 0, { kind: 'none' }],
    ['it was declined', [requested, opened, declined], 0, { kind: 'none' }],
    [
      'it was cancelled after the charge',
      [requested, opened, approved, cancelled],
      0,
      { kind: 'refund', intentId: 'pi_1' },
    ],
    ['it was refunded', [requested, opened, approved, cancelled, refunded], 0, { kind: 'none' }],
  ])('when %s', (_when, changes, afterMs, step) => {
    expect(next(given(...changes), afterMs)).toEqual(step);
  });
});

describe('a change of a payment', () => {
  it('starts no attempt for what was called off before', () => {
    expect(given(cancelled, requested).facts.attempt).toBeUndefined();
    expect(given({ ...requested, intentId: 'sim_1' }, cancelled).facts.attempt).toBeDefined();
  });

  it('returns the same object for a repeat', () => {
    const payment = given(requested, opened, approved, cancelled, refunded);
    for (const repeat of [requested, opened, declined, cancelled, refunded]) {
      expect(applyChange(payment, repeat, later(1))).toBe(payment);
    }
  });

  it('never refunds what was not approved', () => {
    expect(given(requested, opened, declined, refunded).facts.refund).toBeUndefined();
  });

  it('puts a failure off for longer and longer, until something is learned', () => {
    const twice = given(requested, opened, failed, failed);
    expect(twice.work).toMatchObject({ attempts: 2, failures: 2, lastFailure: 'timeout', leased: false });
    expect(twice.work.dueAt).toEqual(later(2000).now);
    expect(applyChange(twice, approved, later(3000)).work).toMatchObject({ attempts: 3, failures: 0, lastFailure: '' });
  });

  it('does not put off what another has finished', () => {
    const payment = given(requested, opened, approved);
    expect(applyChange(payment, failed, later(1))).toBe(payment);
  });

  it('is settled only when everything implied was published', () => {
    const payment = given(requested, opened, failed, approved, cancelled, refunded);
    const half: Change = { orderId, kind: 'settled', processed: true, refunded: false };
    expect(applyChange(payment, half, later(1))).toBe(payment);
    expect(applyChange(payment, { ...half, refunded: true }, later(1)).work.dueAt).toBeUndefined();
  });

  it('is not settled while a step is to be taken', () => {
    const payment = given(requested, opened, failed, approved, cancelled);
    expect(applyChange(payment, { orderId, kind: 'settled', processed: true, refunded: true }, later(1))).toBe(payment);
  });
});

describe('what the facts imply', () => {
  it('is nothing before an outcome stands', () => {
    expect(implied(given(requested, opened, failed, cancelled).facts)).toEqual({});
  });

  it('is the outcome, and the refund once there is one, with the times that were stored', () => {
    const facts = given(requested, opened, approved, cancelled, refunded).facts;
    const { amount } = requested as Change & { kind: 'requested' };
    expect(implied(facts)).toEqual({
      processed: { orderId, paymentId: 'pi_1', status: 'approved', amount, reason: '', processedAt: start },
      refunded: { orderId, paymentId: 'pi_1', refundId: 're_1', amount, refundedAt: start },
    });
  });
});

describe('the status of a payment', () => {
  it.each<[string, Change[]]>([
    ['PENDING', []],
    ['PENDING', [requested, opened, failed]],
    ['APPROVED', [requested, opened, approved]],
    ['DECLINED', [requested, opened, declined]],
    ['CANCELLED', [cancelled]],
    ['CANCELLED', [requested, opened, cancelled, { orderId, kind: 'declined', reason: 'withdrawn' }]],
    ['REFUND_PENDING', [requested, opened, approved, cancelled]],
    ['REFUNDED', [requested, opened, approved, cancelled, refunded]],
  ])('is %s', (status, changes) => {
    expect(statusOf(given(...changes).facts)).toBe(status);
  });
});
