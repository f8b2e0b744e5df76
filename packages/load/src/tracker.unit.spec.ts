import { AppError } from '@orderflow/errors';
import { describe, expect, it } from 'vitest';
import { parseMix, pickKind } from './mix.ts';
import { createTracker, type OpenOrder } from './tracker.ts';

const order: OpenOrder = {
  orderId: 'a',
  customerId: 'ada',
  location: '/orders/a',
  kind: 'confirm',
  intendedAt: 0,
  cancelled: false,
};

describe('following orders to their end', () => {
  it('counts from the moment an order should have been sent', () => {
    const tracker = createTracker(() => 1_500);
    tracker.accepted({ ...order, intendedAt: 1_000 });
    tracker.ended('a', 'CONFIRMED', true);
    expect(tracker.report().endToEnd.max).toBeCloseTo(500, -1);
    expect(tracker.open().size).toBe(0);
  });

  it('knows an end that was seen before the answer to the request', () => {
    const tracker = createTracker(() => 1_200);
    tracker.ended('a', 'CONFIRMED', true);
    tracker.accepted({ ...order, intendedAt: 1_000 });
    expect(tracker.endedCount).toBe(1);
    expect(tracker.report().endToEnd.max).toBeCloseTo(200, -1);
  });

  it('counts an end once, however often it is told', () => {
    const tracker = createTracker();
    tracker.accepted(order);
    for (let i = 0; i < 3; i++) tracker.ended('a', 'CONFIRMED', true);
    expect(tracker.report().outcomes.CONFIRMED).toBe(1);
  });

  it('names ends that the kind of the order did not ask for', () => {
    const tracker = createTracker();
    tracker.accepted(order);
    tracker.ended('a', 'CANCELLED', true);
    expect([...tracker.report().unexpected]).toEqual([['confirm ended CANCELLED', 1]]);
  });

  it('expects no end of an order that its customer cancels', () => {
    const tracker = createTracker();
    tracker.accepted({ ...order, cancelled: true });
    tracker.ended('a', 'CANCELLED', true);
    expect(tracker.report().unexpected.size).toBe(0);
  });
});

describe('the mix of orders', () => {
  it('is picked by weight', () => {
    const mix = parseMix('confirm=90,decline=5,no-stock=5');
    expect([0, 0.89, 0.91, 0.96, 0.999].map((random) => pickKind(mix, random))).toEqual([
      'confirm',
      'confirm',
      'decline',
      'no-stock',
      'no-stock',
    ]);
  });

  it('is refused with the kinds there are when it names another', () => {
    expect(() => parseMix('confirm=1,maybe=2')).toThrow(AppError);
    expect(() => parseMix('confirm=0')).toThrow(/no weight/);
    expect(() => parseMix('confirm')).toThrow(/kind=weight/);
  });
});
