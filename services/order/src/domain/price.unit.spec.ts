import type { Money } from '@orderflow/contracts';
import { describe, expect, it } from 'vitest';
import { priceItems } from './price.ts';

const prices: Readonly<Record<string, Money>> = {
  tea: { amount: 1_250, currency: 'EUR' },
  milk: { amount: 99, currency: 'EUR' },
  gift: { amount: 0, currency: 'EUR' },
  coffee: { amount: 1_250, currency: 'USD' },
  palace: { amount: Number.MAX_SAFE_INTEGER, currency: 'EUR' },
};
const price = (quantities: Readonly<Record<string, number>>) =>
  priceItems(
    Object.entries(quantities).map(([sku, quantity]) => ({ sku, quantity })),
    (sku) => prices[sku],
  );

describe('an order', () => {
  it('costs what the catalogue says, and keeps each price as it was', () => {
    expect(price({ tea: 2, milk: 3 })).toEqual({
      items: [
        { sku: 'tea', quantity: 2, unitPrice: { amount: 1_250, currency: 'EUR' } },
        { sku: 'milk', quantity: 3, unitPrice: { amount: 99, currency: 'EUR' } },
      ],
      totalAmount: { amount: 2_797, currency: 'EUR' },
    });
  });

  it('may cost nothing', () => {
    expect(price({ gift: 1 }).totalAmount).toEqual({ amount: 0, currency: 'EUR' });
  });

  it('may cost as much as counts exactly', () => {
    expect(price({ palace: 1 }).totalAmount.amount).toBe(Number.MAX_SAFE_INTEGER);
  });

  it.each([
    ['of an unknown product', { tea: 1, unheard: 1 }, 'UNKNOWN_SKU', { sku: 'unheard' }],
    ['in two currencies', { tea: 1, coffee: 1 }, 'MIXED_CURRENCIES', { sku: 'coffee' }],
    ['beyond what counts exactly', { palace: 1, milk: 1 }, 'AMOUNT_TOO_LARGE', undefined],
    ['of too many that are too dear', { palace: 1000 }, 'AMOUNT_TOO_LARGE', undefined],
  ])('%s is refused', (_name, quantities: Record<string, number>, code, details) => {
    expect(() => price(quantities)).toThrow(expect.objectContaining({ code, ...(details && { details }) }));
  });
});
