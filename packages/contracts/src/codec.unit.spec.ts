import { AppError } from '@orderflow/errors';
import fc from 'fast-check';
import Long from 'long';
import { describe, expect, it } from 'vitest';
import { orderflow } from '../gen/contracts.js';
import type { EventContract } from './event-contract.ts';
import {
  decodeCatalogEntry,
  encodeCatalogEntry,
  events,
  inventoryRejected,
  orderCancelled,
  orderCreated,
  orderIdAttribute,
  orderPaymentRequested,
  paymentProcessed,
  stockAdjusted,
} from './index.ts';
import { anyText, money, payloads } from './payload-arbitraries.spec.ts';
import type * as p from './payloads.ts';

const all: readonly EventContract<unknown>[] = events;

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof AppError ? error.code : `not an AppError: ${String(error)}`;
  }
  return 'nothing thrown';
};

const orderId = '018f2d5e-7c1a-7b3e-9d2f-4a6b8c0d1e2f';

const created: p.OrderCreated = {
  orderId,
  customerId: 'ada',
  items: [{ sku: 'tea', quantity: 1, unitPrice: { amount: 1, currency: 'EUR' } }],
  totalAmount: { amount: 1, currency: 'EUR' },
  paymentToken: 'tok_visa',
  fingerprint: '00'.repeat(32),
  createdAt: new Date(0),
};

describe.each(all.map((event) => [event.type, event] as const))('%s', (type, event) => {
  const payload = payloads[type]!;

  it('comes back from its bytes as it was', () => {
    fc.assert(
      fc.property(payload, (given) => {
        expect(event.codec.decode(event.codec.encode(given))).toEqual(given);
      }),
      { numRuns: 500 },
    );
  });

  it('is written the same way each time, so that a repeat is byte-identical', () => {
    fc.assert(
      fc.property(payload, (given) => {
        const once = event.codec.encode(given);
        expect(event.codec.encode(event.codec.decode(once))).toEqual(once);
      }),
      { numRuns: 100 },
    );
  });

  it('is UNDECODABLE when nothing is in it', () => {
    expect(codeOf(() => event.codec.decode(new Uint8Array()))).toBe('UNDECODABLE');
  });

  it('decodes or is UNDECODABLE, whatever the bytes', () => {
    const tried = (data: Uint8Array) => {
      expect(['UNDECODABLE', 'nothing thrown']).toContain(codeOf(() => event.codec.decode(data)));
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), tried), { numRuns: 1_000 });
    // Bytes that are nearly right go further into the decoder than noise does.
    const damaged = fc.tuple(payload, fc.nat(), fc.nat(255), fc.nat()).map(([given, at, byte, cut]) => {
      const data = Uint8Array.from(event.codec.encode(given));
      data[at % data.length] = byte;
      return data.subarray(0, cut % (data.length + 1));
    });
    fc.assert(fc.property(damaged, tried), { numRuns: 1_000 });
  });
});

describe('what the codecs refuse', () => {
  const { OrderCreated, OrderCancelled } = orderflow.order.v1;
  const decodedCreated = () => OrderCreated.decode(orderCreated.codec.encode(created));

  it('an enum value of a later schema', () => {
    const cancelled: p.OrderCancelled = {
      orderId,
      reason: 'deadline_passed',
      detail: '',
      cancelledAt: new Date(),
    };
    const message = OrderCancelled.decode(orderCancelled.codec.encode(cancelled));
    Object.assign(message, { reason: 99 });
    expect(codeOf(() => orderCancelled.codec.decode(OrderCancelled.encode(message).finish()))).toBe('UNDECODABLE');
  });

  it('each field that must be there and is not', () => {
    for (const field of ['orderId', 'customerId', 'items', 'totalAmount', 'paymentToken', 'fingerprint', 'createdAt']) {
      const message = Object.fromEntries(Object.entries(decodedCreated()).filter(([name]) => name !== field));
      expect([field, codeOf(() => orderCreated.codec.decode(OrderCreated.encode(message).finish()))]).toEqual([
        field,
        'UNDECODABLE',
      ]);
    }
  });

  it('an order under what is no UUID in lower case, in every event about one, and says which', () => {
    for (const event of all.filter(({ keyAttribute }) => keyAttribute === orderIdAttribute)) {
      const [payload] = fc.sample(payloads[event.type]!, 1);
      for (const id of ['not-an-order', orderId.toUpperCase(), `${orderId}0`, orderId.replaceAll('-', '')]) {
        const data = event.codec.encode({ ...(payload as object), orderId: id });
        expect([event.type, codeOf(() => event.codec.decode(data))]).toEqual([event.type, 'UNDECODABLE']);
        expect(() => event.codec.decode(data)).toThrow(`no usable order_id: "${id}" is no UUID`);
      }
    }
  });

  it('a quantity of 0, in an order and in what was short', () => {
    const none = { sku: 'tea', quantity: 0 };
    const order = { ...created, items: [{ ...none, unitPrice: { amount: 1, currency: 'EUR' } }] };
    expect(codeOf(() => orderCreated.codec.decode(orderCreated.codec.encode(order)))).toBe('UNDECODABLE');
    const rejected = { orderId, fingerprint: created.fingerprint, short: [none], rejectedAt: new Date() };
    expect(codeOf(() => inventoryRejected.codec.decode(inventoryRejected.codec.encode(rejected)))).toBe('UNDECODABLE');
  });

  it('an adjustment by 0', () => {
    const adjusted = { sku: 'tea', key: 'k', delta: 0, reason: '', adjustedAt: new Date() };
    expect(codeOf(() => stockAdjusted.codec.decode(stockAdjusted.codec.encode(adjusted)))).toBe('UNDECODABLE');
  });

  it('a currency that is not ISO 4217, a fingerprint that is not 32 bytes', () => {
    const dollars = { ...created, totalAmount: { amount: 1, currency: 'dollars' } };
    expect(codeOf(() => orderCreated.codec.decode(orderCreated.codec.encode(dollars)))).toBe('UNDECODABLE');
    const stub = { ...created, fingerprint: 'abcd' };
    expect(codeOf(() => orderCreated.codec.decode(orderCreated.codec.encode(stub)))).toBe('UNDECODABLE');
  });

  it('an amount on the wire that a number cannot hold, and keeps the largest that it can', () => {
    const message = decodedCreated();
    const amounts = [
      [Number.MAX_SAFE_INTEGER, 'nothing thrown'],
      [-Number.MAX_SAFE_INTEGER, 'nothing thrown'],
      [2 ** 53, 'UNDECODABLE'],
      [-(2 ** 53), 'UNDECODABLE'],
    ] as const;
    for (const [amount, expected] of amounts) {
      message.totalAmount.amount = Long.fromNumber(amount);
      expect(codeOf(() => orderCreated.codec.decode(OrderCreated.encode(message).finish()))).toBe(expected);
    }
  });

  it('nanoseconds outside a second, a time beyond what a Date can hold', () => {
    for (const nanos of [-1, 1_000_000_000]) {
      const message = decodedCreated();
      message.createdAt.nanos = nanos;
      expect(codeOf(() => orderCreated.codec.decode(OrderCreated.encode(message).finish()))).toBe('UNDECODABLE');
    }
    const message = decodedCreated();
    message.createdAt.seconds = Long.fromNumber(1e13);
    expect(codeOf(() => orderCreated.codec.decode(OrderCreated.encode(message).finish()))).toBe('UNDECODABLE');
  });

  it('INTERNAL, to write what would lose cents or is no date', () => {
    const requested = {
      orderId,
      amount: { amount: 0.5, currency: 'EUR' },
      paymentToken: 't',
      requestedAt: new Date(),
    };
    expect(codeOf(() => orderPaymentRequested.codec.encode(requested))).toBe('INTERNAL');
    const unsafe = { ...requested, amount: { amount: 2 ** 53, currency: 'EUR' } };
    expect(codeOf(() => orderPaymentRequested.codec.encode(unsafe))).toBe('INTERNAL');
    expect(codeOf(() => orderCreated.codec.encode({ ...created, createdAt: new Date(Number.NaN) }))).toBe('INTERNAL');
  });
});

describe('times on the wire', () => {
  it('count nanoseconds forward, before 1970 too', () => {
    const before = { ...created, createdAt: new Date(-1) };
    const { createdAt } = orderflow.order.v1.OrderCreated.decode(orderCreated.codec.encode(before));
    expect([Number(createdAt.seconds), createdAt.nanos]).toEqual([-1, 999_000_000]);
  });

  it('of another producer are cut to the millisecond below', () => {
    const { PaymentProcessed } = orderflow.payment.v1;
    const message = PaymentProcessed.decode(
      paymentProcessed.codec.encode({
        orderId,
        paymentId: '',
        status: 'declined',
        amount: { amount: 1, currency: 'EUR' },
        reason: '',
        processedAt: new Date(1_000),
      }),
    );
    message.processedAt.nanos = 1_999_999;
    expect(paymentProcessed.codec.decode(PaymentProcessed.encode(message).finish()).processedAt).toEqual(
      new Date(1_001),
    );
  });
});

describe('a field that this version does not know', () => {
  it('is passed over, so that a producer may be newer than its consumers', () => {
    const withField15 = Buffer.concat([orderCreated.codec.encode(created), Buffer.from([0x7a, 0x01, 0x41])]);
    expect(orderCreated.codec.decode(withField15)).toEqual(created);
  });
});

describe('a catalogue entry', () => {
  it('comes back from its bytes as it was', () => {
    fc.assert(
      fc.property(fc.record({ name: anyText, price: money }), (entry) => {
        expect(decodeCatalogEntry(encodeCatalogEntry(entry))).toEqual(entry);
      }),
    );
  });

  it.each(['', '[]', 'null', '{"name":"Tea"}', '{"name":"Tea","price":{"amount":0.5,"currency":"EUR"}}', '{"name":1}'])(
    'is UNDECODABLE as %j',
    (json) => {
      expect(codeOf(() => decodeCatalogEntry(Buffer.from(json)))).toBe('UNDECODABLE');
    },
  );

  it('is UNDECODABLE or an entry, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 100 }),
          fc.json().map((json) => Buffer.from(json)),
        ),
        (data) => {
          expect(['UNDECODABLE', 'nothing thrown']).toContain(codeOf(() => decodeCatalogEntry(data)));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
