import { AppError } from '@orderflow/errors';
import Long from 'long';
import type { orderflow } from '../gen/contracts.js';
import type { Line, Money, OrderItem } from './payloads.ts';

/** Turns a payload into bytes and back. `decode` throws an AppError with the code UNDECODABLE. */
export interface Codec<T> {
  encode(payload: T): Uint8Array;
  decode(data: Uint8Array): T;
}

/** The shape that generated message classes share. */
interface Generated<Properties, Decoded> {
  encode(message: Properties): { finish(): Uint8Array };
  decode(data: Uint8Array): Decoded;
}

/** Builds a codec from a generated class and the two conversions. Whatever is wrong with bytes is UNDECODABLE. */
export const codecOf = <T, Properties, Decoded>(
  generated: Generated<Properties, Decoded>,
  toWire: (payload: T) => Properties,
  fromWire: (message: Decoded) => T,
): Codec<T> => ({
  encode: (payload) => generated.encode(toWire(payload)).finish(),
  decode: (data) => {
    try {
      return fromWire(generated.decode(data));
    } catch (cause) {
      if (AppError.is(cause)) throw cause;
      throw new AppError(
        'UNDECODABLE',
        `The payload of ${data.length} bytes is not the protobuf message it should be.`,
        {
          cause,
        },
      );
    }
  },
});

const unusable = (field: string): AppError =>
  new AppError('UNDECODABLE', `The payload has no usable ${field}; its producer does not follow proto/.`);

/** A string that must be there. */
export const text = (value: string, field: string): string => {
  if (value === '') throw unusable(field);
  return value;
};

type WireInteger = Long | number | null | undefined;

/** An int64 as a number: UNDECODABLE beyond ±(2^53 - 1), where a number would lose digits. */
export const safeInteger = (value: WireInteger, field: string): number => {
  const number = typeof value === 'number' ? value : value ? value.toNumber() : 0;
  if (!Number.isSafeInteger(number)) throw unusable(field);
  return number;
};

const nanosPerMilli = 1_000_000;

export const dateToWire = (date: Date) => {
  const millis = date.getTime();
  const seconds = Math.floor(millis / 1000);
  return { seconds: Long.fromNumber(seconds), nanos: (millis - seconds * 1000) * nanosPerMilli };
};

export const dateFromWire = (time: { seconds: WireInteger; nanos: number } | null | undefined, field: string): Date => {
  if (!time) throw unusable(field);
  const date = new Date(safeInteger(time.seconds, field) * 1000 + Math.floor(time.nanos / nanosPerMilli));
  if (Number.isNaN(date.getTime())) throw unusable(field);
  return date;
};

export const moneyToWire = ({ amount, currency }: Money) => ({ amount: Long.fromNumber(amount), currency });

export const moneyFromWire = (
  money: { amount: WireInteger; currency: string } | null | undefined,
  field: string,
): Money => {
  if (!money) throw unusable(field);
  if (!/^[A-Z]{3}$/.test(money.currency)) throw unusable(`${field}.currency`);
  return { amount: safeInteger(money.amount, `${field}.amount`), currency: money.currency };
};

export const lineFromWire = (line: orderflow.common.v1.Line): Line => ({
  sku: text(line.sku, 'sku'),
  quantity: line.quantity,
});

export const itemToWire = (item: OrderItem) => ({
  sku: item.sku,
  quantity: item.quantity,
  unitPrice: moneyToWire(item.unitPrice),
});

export const itemFromWire = (item: orderflow.order.v1.OrderItem): OrderItem => ({
  sku: text(item.sku, 'items.sku'),
  quantity: item.quantity,
  unitPrice: moneyFromWire(item.unitPrice, 'items.unit_price'),
});

/** SHA-256 in hex, as 32 bytes on the wire. */
export const fingerprintToWire = (hex: string): Uint8Array => Buffer.from(hex, 'hex');

export const fingerprintFromWire = (bytes: Uint8Array): string => {
  if (bytes.length !== 32) throw unusable('fingerprint');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
};
