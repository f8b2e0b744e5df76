import { skuPattern } from '@orderflow/contracts';
import { Type } from 'typebox';
import { statuses } from '../../domain/status.ts';

const time = Type.String({ format: 'date-time' });

export const orderId = Type.String({
  pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  description: 'UUID, from the answer to POST /orders',
});

export const customerId = Type.String({ minLength: 1, maxLength: 64, pattern: '^[\\x21-\\x7e]+$' });

export const orderBody = Type.Object(
  {
    customerId,
    items: Type.Array(
      Type.Object(
        {
          sku: Type.String({ pattern: skuPattern, examples: ['tea-earl-grey'] }),
          quantity: Type.Integer({ minimum: 1, maximum: 1000 }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 100, description: 'Each sku once. Prices are those of the catalogue.' },
    ),
    paymentToken: Type.String({
      minLength: 1,
      maxLength: 255,
      pattern: '^[\\x20-\\x7e]+$',
      description: "The payment provider's token. Never a card number.",
      examples: ['tok_visa'],
    }),
  },
  { additionalProperties: false },
);

export const money = Type.Object({
  amount: Type.Integer({ description: 'In minor units: 1250 is 12.50 EUR' }),
  currency: Type.String({ description: 'ISO 4217' }),
});

const status = Type.Enum([...statuses]);

export const statusFilter = Type.Enum([...statuses], { description: 'Only orders that are in this state' });

export const acceptedOrder = Type.Object({
  orderId: Type.String(),
  status,
  totalAmount: money,
  createdAt: time,
});

const orderFields = {
  orderId: Type.String(),
  customerId: Type.String(),
  status,
  items: Type.Array(Type.Object({ sku: Type.String(), quantity: Type.Integer(), unitPrice: money })),
  totalAmount: money,
  reason: Type.Union([Type.String(), Type.Null()], { description: 'Why it is cancelled or rejected' }),
  createdAt: time,
};

export const listedOrder = Type.Object(orderFields);

export const order = Type.Object({
  ...orderFields,
  history: Type.Array(Type.Object({ status, at: time }), { description: 'The states it went through, oldest first' }),
  payment: Type.Optional(
    Type.Object(
      { status: Type.String() },
      {
        additionalProperties: true,
        description: 'With `expand=payment`: what the payment service says; `unavailable` when it does not answer',
      },
    ),
  ),
});

export const orderPage = Type.Object({
  items: Type.Array(listedOrder),
  nextCursor: Type.Union([Type.String(), Type.Null()], { description: '`cursor` of the next page; null on the last' }),
});

export const position = Type.Integer({
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'Position in the log, from `Location`: an accepted order is found before it is visible',
});
