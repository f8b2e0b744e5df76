import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprintOf, type OrderRequest, orderIdOf } from './identity.ts';

const request: OrderRequest = {
  customerId: 'ada',
  items: [
    { sku: 'tea', quantity: 2 },
    { sku: 'milk', quantity: 1 },
  ],
  paymentToken: 'tok_visa',
};

describe('the id that a key stands for', () => {
  it('is a UUIDv8, and the same for ever', () => {
    // A value that was given out once must be found again by every later version.
    expect(orderIdOf('ada', 'key-1')).toBe('7edeb296-7a2b-8958-b723-6b4289a7e4ae');
    fc.assert(
      fc.property(fc.string(), fc.string(), (customer, key) => {
        expect(orderIdOf(customer, key)).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
        expect(orderIdOf(customer, key)).toBe(orderIdOf(customer, key));
      }),
    );
  });

  it('tells customers and keys apart, wherever one ends and the other begins', () => {
    const ids = [orderIdOf('ada', 'k1'), orderIdOf('adak', '1'), orderIdOf('ada', 'k2'), orderIdOf('bob', 'k1')];
    expect(new Set([...ids, orderIdOf('ada","k', '1'), orderIdOf('ada', 'k","1')]).size).toBe(6);
  });
});

describe('the fingerprint of a request', () => {
  it('is 64 hex digits, the same for ever, whatever the order of the items', () => {
    const swapped = { ...request, items: request.items.toReversed() };
    expect(fingerprintOf(request)).toBe('d56a802844b954b257addc182463f0f8c7b85d5612740da7d37c53f8a7bb7300');
    expect(fingerprintOf(swapped)).toBe(fingerprintOf(request));
    expect(swapped.items.map(({ sku }) => sku)).toEqual(['milk', 'tea']);
  });

  it.each<[string, Partial<OrderRequest>]>([
    ['customer', { customerId: 'bob' }],
    ['payment token', { paymentToken: 'tok_mastercard' }],
    ['quantity', { items: [{ sku: 'tea', quantity: 3 }, request.items[1]!] }],
    ['sku', { items: [{ sku: 'oat-milk', quantity: 2 }, request.items[1]!] }],
    ['number of items', { items: [request.items[0]!] }],
  ])('is another one with another %s', (_name, change) => {
    expect(fingerprintOf({ ...request, ...change })).not.toBe(fingerprintOf(request));
  });
});
