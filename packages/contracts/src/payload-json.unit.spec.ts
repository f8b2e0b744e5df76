import { AppError } from '@orderflow/errors';
import { describe, expect, it } from 'vitest';
import type { OrderCancelled, OrderCreated } from './index.ts';
import { orderCancelled, orderCreated } from './order-events.ts';
import { payloadFromJson, payloadToJson } from './payload-json.ts';

const orderId = '018f2d5e-7c1a-7b3e-9d2f-4a6b8c0d1e2f';
const created: OrderCreated = {
  orderId,
  customerId: 'ada',
  items: [{ sku: 'TEAPOT', quantity: 1, unitPrice: { amount: 4900, currency: 'EUR' } }],
  totalAmount: { amount: 4900, currency: 'EUR' },
  paymentToken: 'tok_visa',
  fingerprint: 'ab'.repeat(32),
  createdAt: new Date('2026-01-01T00:00:00.000Z'),
};
const cancelled: OrderCancelled = {
  orderId,
  reason: 'payment_declined',
  detail: 'insufficient_funds',
  cancelledAt: new Date('2026-01-01T00:00:01.500Z'),
};
const bytes = orderCreated.codec.encode(created);
const { type } = orderCreated;
const write = (changes: Record<string, unknown>) =>
  payloadFromJson(type, '1', { ...payloadToJson(type, '1', bytes), ...changes });

describe('a payload as JSON', () => {
  it('is the event field by field, and comes back as the same bytes', () => {
    const json = payloadToJson(type, '1', bytes);
    expect(json).toEqual({ ...created, createdAt: '2026-01-01T00:00:00.000Z' });
    expect(Buffer.from(payloadFromJson(type, '1', json))).toEqual(Buffer.from(bytes));
    const other = orderCancelled.codec.encode(cancelled);
    expect(payloadFromJson('orders.cancelled', '1', payloadToJson('orders.cancelled', '1', other))).toEqual(other);
  });

  it('takes an edit', () => {
    expect(orderCreated.codec.decode(write({ customerId: 'grace' }))).toEqual({ ...created, customerId: 'grace' });
    const later = orderCreated.codec.decode(write({ createdAt: '2026-01-01T02:00:00+01:00' }));
    expect(later.createdAt).toEqual(new Date('2026-01-01T01:00:00.000Z'));
  });

  it('is hex where the bytes, the type or the version are not known, and comes back as they were', () => {
    for (const [kind, version, data] of [
      [type, '1', Buffer.from('ff', 'hex')],
      ['orders.eaten', '1', bytes],
      [type, '9', bytes],
    ] as const) {
      const json = payloadToJson(kind, version, data);
      expect(json).toEqual({ hex: Buffer.from(data).toString('hex') });
      expect(Buffer.from(payloadFromJson(kind, version, json))).toEqual(Buffer.from(data));
    }
  });

  it.each([
    [
      'a field that the event does not have',
      { custmerId: 'ada' },
      /no orders\.created: custmerId would become nothing/,
    ],
    ['a field of another type', { totalAmount: { amount: 'much', currency: 'EUR' } }, /no orders\.created: .*amount/],
    ['a field that is gone', { customerId: undefined }, /no orders\.created: /],
    ['a time that is none', { createdAt: 'yesterday' }, /no orders\.created: /],
    ['an empty identity', { orderId: '' }, /no orders\.created: .*order_?id/i],
    ['half a byte', { hex: 'abc' }, /hex is not whole bytes/],
  ])('with %s is refused', (_, changes, message) => {
    expect(() => write(changes)).toThrow(message);
    expect(() => write(changes)).toThrow(AppError);
  });

  it('that is no object, or of an event that is not known, is refused', () => {
    for (const json of [null, [], 'text', 1])
      expect(() => payloadFromJson(type, '1', json)).toThrow(/not a JSON object/);
    expect(() => payloadFromJson(type, '9', {})).toThrow(
      /no event of that name has the version 9; give its bytes as hex/,
    );
  });
});
