import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import 'protobufjs/ext/descriptor.js';
import { describe, expect, it } from 'vitest';
import type { EventContract } from './event-contract.ts';
import { events } from './events.ts';
import { payloads } from './payload-arbitraries.spec.ts';

// While a system is upgraded, two releases read what the other writes. The one before is the descriptor that was released;
// the one after is that with more fields.

const descriptor = readFileSync(join(import.meta.dirname, '../../../proto/released/v1.binpb'));
const all: readonly EventContract<unknown>[] = events;

const messages: Readonly<Record<string, string>> = {
  'orders.created': 'order.v1.OrderCreated',
  'orders.payment_requested': 'order.v1.OrderPaymentRequested',
  'orders.confirmed': 'order.v1.OrderConfirmed',
  'orders.cancelled': 'order.v1.OrderCancelled',
  'orders.rejected': 'order.v1.OrderRejected',
  'orders.refund_requested': 'order.v1.OrderRefundRequested',
  'orders.cancel_requested': 'order.v1.OrderCancelRequested',
  'orders.deadline_passed': 'order.v1.OrderDeadlinePassed',
  'inventory.reserved': 'inventory.v1.InventoryReserved',
  'inventory.rejected': 'inventory.v1.InventoryRejected',
  'inventory.stock_adjusted': 'inventory.v1.StockAdjusted',
  'inventory.adjustment_refused': 'inventory.v1.AdjustmentRefused',
  'payments.processed': 'payment.v1.PaymentProcessed',
  'payments.refunded': 'payment.v1.PaymentRefunded',
};

/** A field of each form that protobuf has on the wire. */
const added = {
  addedNumber: ['uint64', 5],
  addedText: ['string', 'new'],
  addedFixed: ['fixed64', 7],
  addedFloat: ['float', 1],
};

const typesIn = (namespace: protobuf.Namespace): readonly protobuf.Type[] =>
  namespace.nestedArray.flatMap((one) => {
    const inside = one instanceof protobuf.Namespace ? typesIn(one) : [];
    return one instanceof protobuf.Type ? [one, ...inside] : inside;
  });

const released = protobuf.Root.fromDescriptor(descriptor).resolveAll();

const nextRelease = (): protobuf.Namespace => {
  const root = protobuf.Root.fromDescriptor(descriptor);
  for (const type of typesIn(root.lookup('orderflow') as protobuf.Namespace)) {
    for (const [index, [name, [form]]] of Object.entries(added).entries()) {
      type.add(new protobuf.Field(name, 100 + index, String(form)));
    }
  }
  return root.resolveAll();
};
const next = nextRelease();

type Fields = Record<string, unknown>;

/** The same with every added field set, in the messages inside as well. */
const grown = (type: protobuf.Type, fields: Fields): Fields => {
  const values = Object.entries(added).map(([name, [, value]]) => [name, value] as const);
  const said = Object.entries(fields).map(([name, value]) => {
    const inside = type.fields[name]?.resolvedType;
    if (!(inside instanceof protobuf.Type) || inside.fullName.startsWith('.google.')) return [name, value] as const;
    const grow = (one: unknown) => grown(inside, one as Fields);
    return [name, Array.isArray(value) ? value.map(grow) : grow(value)] as const;
  });
  return Object.fromEntries([...said, ...values]);
};

/** What a schema sees in the bytes; enum values by name, where it has one for them. */
const seenBy = (type: protobuf.Type, data: Uint8Array): Fields => type.toObject(type.decode(data), { enums: String });
const writtenBy = (type: protobuf.Type, fields: Fields): Uint8Array => type.encode(type.fromObject(fields)).finish();

const enumsIn = (type: protobuf.Type, fields: Fields): readonly unknown[] =>
  Object.entries(fields).flatMap(([name, value]) => {
    const inside = type.fields[name]?.resolvedType;
    return inside instanceof protobuf.Enum ? [value] : [];
  });

/** An event that is new with this release has nobody to misread it. */
const known = all.filter(({ type }) => released.lookup(`orderflow.${messages[type]}`) !== null);

describe.each(known.map((event) => [event.type, event] as const))('%s, between two releases', (name, event) => {
  const old = released.lookupType(`orderflow.${messages[name]}`);
  const newer = next.lookupType(`orderflow.${messages[name]}`);
  const payload = payloads[name]!;

  it('is read as the release before wrote it, without what was added since', () => {
    fc.assert(
      fc.property(payload, (given) => {
        const written = writtenBy(old, seenBy(old, event.codec.encode(given)));
        const again = event.codec.encode(event.codec.decode(written));
        expect(seenBy(old, again)).toEqual(seenBy(old, written));
      }),
    );
  });

  it('holds no value that the release before does not know', () => {
    fc.assert(
      fc.property(payload, (given) => {
        for (const value of enumsIn(old, seenBy(old, event.codec.encode(given)))) expect(value).toBeTypeOf('string');
      }),
    );
  });

  it('is read as the release after writes it, whatever it has added', () => {
    fc.assert(
      fc.property(payload, (given) => {
        const plain = event.codec.encode(given);
        const more = writtenBy(newer, grown(newer, seenBy(newer, plain)));
        expect(more.length).toBeGreaterThan(plain.length);
        expect(event.codec.decode(more)).toEqual(given);
      }),
    );
  });
});

describe('the events that were released', () => {
  it('are all there', () => {
    const types = typesIn(released.lookup('orderflow') as protobuf.Namespace).map(({ fullName }) => fullName);
    const read = known.map(({ type }) => `.orderflow.${messages[type]}`);
    const parts = ['.orderflow.common.v1.Money', '.orderflow.common.v1.Line', '.orderflow.order.v1.OrderItem'];
    expect([...read, ...parts].toSorted()).toEqual(types.toSorted());
  });
});
