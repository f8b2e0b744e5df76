import {
  orderCancelled,
  orderConfirmed,
  orderPaymentRequested,
  orderRefundRequested,
  orderRejected,
} from '@orderflow/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { record } from './decide.ts';
import { type Fact, type Facts, noFacts } from './facts.ts';
import {
  approved,
  cancelRequested,
  created,
  deadlinePassed,
  declined,
  histories,
  isCausal,
  refunded,
  rejected,
  reserved,
} from './histories.spec.ts';
import { type Implied, implied } from './implied.ts';

const orderId = '0190d3c1-0000-7000-8000-000000000001';
const given = (...history: readonly Fact[]): Facts => history.reduce(record, noFacts(orderId));
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20, 12, 0, seconds));
const total = { amount: 2_500, currency: 'EUR' };

/** Given these facts, then these events follow. */
const followings: readonly (readonly [string, readonly Fact[], readonly Implied[]])[] = [
  ['an order that is only known', [created()], []],
  ['a reservation of an unknown order', [reserved()], []],
  [
    'an order that is reserved: the payment',
    [created(), reserved({ at: at(2) })],
    [
      {
        kind: 'payment_requested',
        payload: { orderId, amount: total, paymentToken: 'tok_visa', requestedAt: at(2) },
      },
    ],
  ],
  ['an order that is paid before it is reserved', [created(), approved()], []],
  [
    'a confirmed order',
    [created(), reserved(), approved({ at: at(3) })],
    [{ kind: 'confirmed', payload: { orderId, paymentId: 'pi_1', confirmedAt: at(3) } }],
  ],
  [
    'a rejected order',
    [created(), rejected({ at: at(2) })],
    [{ kind: 'rejected', payload: { orderId, reason: 'out_of_stock: tea', rejectedAt: at(2) } }],
  ],
  [
    'a declined order',
    [created(), reserved(), declined({ at: at(3) })],
    [
      {
        kind: 'cancelled',
        payload: { orderId, reason: 'payment_declined', detail: 'insufficient_funds', cancelledAt: at(3) },
      },
    ],
  ],
  [
    'an approval after the end: the end, and the money back',
    [created(), reserved(), cancelRequested(at(3)), approved({ at: at(4) })],
    [
      { kind: 'cancelled', payload: { orderId, reason: 'customer_request', detail: '', cancelledAt: at(3) } },
      { kind: 'refund_requested', payload: { orderId, paymentId: 'pi_1', amount: total, requestedAt: at(4) } },
    ],
  ],
  [
    'an approval after a rejection: the end, and the money back',
    [created(), approved({ at: at(1) }), rejected({ at: at(2) })],
    [
      { kind: 'rejected', payload: { orderId, reason: 'out_of_stock: tea', rejectedAt: at(2) } },
      { kind: 'refund_requested', payload: { orderId, paymentId: 'pi_1', amount: total, requestedAt: at(2) } },
    ],
  ],
  [
    'a refund that was seen: the end alone',
    [created(), reserved(), cancelRequested(at(3)), approved(), refunded()],
    [{ kind: 'cancelled', payload: { orderId, reason: 'customer_request', detail: '', cancelledAt: at(3) } }],
  ],
  [
    'an order whose time was over before it was known',
    [deadlinePassed(at(9)), created({ at: at(9) }), reserved()],
    [{ kind: 'cancelled', payload: { orderId, reason: 'deadline_passed', detail: '', cancelledAt: at(9) } }],
  ],
];

/** As it is written into the log. */
const bytesOf = ({ kind, payload }: Implied): string => {
  const encoded = (): Uint8Array => {
    switch (kind) {
      case 'payment_requested':
        return orderPaymentRequested.codec.encode(payload);
      case 'confirmed':
        return orderConfirmed.codec.encode(payload);
      case 'rejected':
        return orderRejected.codec.encode(payload);
      case 'cancelled':
        return orderCancelled.codec.encode(payload);
      case 'refund_requested':
        return orderRefundRequested.codec.encode(payload);
      default:
        return kind satisfies never;
    }
  };
  return Buffer.from(encoded()).toString('hex');
};

describe('what follows from', () => {
  it.each(followings)('%s', (_name, history, events) => {
    expect(implied(given(...history))).toEqual(events);
  });
});

describe('any history, duplicated and shuffled', { timeout: 60_000 }, () => {
  it('implies the same bytes for the same event, each time it is implied', () => {
    fc.assert(
      fc.property(histories, (history) => {
        let facts = noFacts(orderId);
        const told = new Map<string, string>();
        for (const fact of history) {
          if (isCausal(facts, fact)) facts = record(facts, fact);
          for (const event of implied(facts)) {
            const bytes = bytesOf(event);
            // An assertion of the test runner costs more than the whole history: only a failure makes one.
            if ((told.get(event.kind) ?? bytes) !== bytes) expect(bytes).toBe(told.get(event.kind));
            told.set(event.kind, bytes);
          }
        }
      }),
      { numRuns: 10_000 },
    );
  });
});
