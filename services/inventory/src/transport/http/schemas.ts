import { skuPattern } from '@orderflow/contracts';
import { Type } from 'typebox';

/** Text that every store can hold: no control characters (Postgres refuses NUL), no halves of a surrogate pair. */
const line = { minLength: 1, maxLength: 200, pattern: '^[^\\p{Cc}\\p{Cs}]+$' };

const largest = Number.MAX_SAFE_INTEGER;

export const sku = Type.String({ pattern: skuPattern, description: 'Stock keeping unit', examples: ['tea-earl-grey'] });

/** No longer than what a path may carry: the adjustment is found under its key. */
export const adjustmentKey = Type.String({ minLength: 1, maxLength: 100, pattern: '^[\\x21-\\x7e]+$' });

const price = Type.Object(
  {
    amount: Type.Integer({ minimum: 0, maximum: largest, description: 'In minor units: 1250 is 12.50 EUR' }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217', examples: ['EUR'] }),
  },
  { additionalProperties: false },
);

export const productBody = Type.Object({ name: Type.String(line), price }, { additionalProperties: false });

export const catalogProduct = Type.Object({ sku, name: Type.String(), price });

const stock = Type.Object({
  available: Type.Integer({ description: 'Can be ordered' }),
  reserved: Type.Integer({ description: 'Held for orders that are not paid yet' }),
  sold: Type.Integer(),
});

export const product = Type.Object({ sku, name: Type.String(), price, stock });

export const productPage = Type.Object({
  items: Type.Array(product),
  nextCursor: Type.Union([Type.String(), Type.Null()], { description: '`cursor` of the next page; null on the last' }),
});

export const adjustmentBody = Type.Object(
  {
    delta: Type.Integer({
      minimum: -largest,
      maximum: largest,
      not: { const: 0 },
      description: 'How many came in, or, below 0, are written off',
      examples: [50],
    }),
    reason: Type.String({ ...line, examples: ['delivery 42'] }),
  },
  { additionalProperties: false },
);

const adjustmentFields = {
  sku,
  key: Type.String({ description: 'The idempotency key: with the sku, its identity for ever' }),
  delta: Type.Integer(),
  reason: Type.String(),
  adjustedAt: Type.String({ format: 'date-time', description: 'When it was asked for' }),
};

export const pendingAdjustment = Type.Object({ ...adjustmentFields, status: Type.Literal('pending') });

export const decidedAdjustment = Type.Object({
  ...adjustmentFields,
  status: Type.Enum(['applied', 'refused'], { description: '`refused`: less than that was available' }),
});
