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

/** A string that must be there: proto3 reads an absent one as empty. */
export const text = (value: string, field: string): string => {
  if (value === '') throw unusable(field);
  return value;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The id of an order: a UUID in lower case, as all of them are. Under anything else a service would begin an order that
 * nobody placed, can ask for or can end.
 */
export const orderIdFromWire = (value: string): string => {
  if (uuid.test(value)) return value;
  throw new AppError(
    'UNDECODABLE',
    `The payload has no usable order_id: "${value.slice(0, 64)}" is no UUID in lower case; its producer does not follow proto/.`,
  );
};

type WireInteger = Long | number | null | undefined;

/** An int64 as a number: UNDECODABLE beyond ±(2^53 - 1), where a number would lose digits. */
export const safeInteger = (value: WireInteger, field: string): number => {
  const number = typeof value === 'number' ? value : value ? value.toNumber() : 0;
  if (!Number.isSafeInteger(number)) throw unusable(field);
  return number;
};

/** A number as an int64. Throws INTERNAL for what a Long would silently round: a lost cent is a fault of the caller. */
export const integerToWire = (value: number, field: string): Long => {
  if (Number.isSafeInteger(value)) return Long.fromNumber(value);
  throw new AppError('INTERNAL', `${field} is ${value}, which is not a safe integer and cannot be written.`);
};

/** An integer that must be there: an absent one reads as 0. */
export const nonZero = (value: number, field: string): number => {
  if (value === 0) throw unusable(field);
  return value;
};

/** How many, 1 or more: an absent field reads as 0, which is no quantity. */
const quantityFromWire = (value: number, field: string): number => {
  if (value < 1) throw unusable(field);
  return value;
};

const nanosPerMilli = 1_000_000;
const nanosPerSecond = 1_000_000_000;

export const dateToWire = (date: Date) => {
  const millis = date.getTime();
  if (Number.isNaN(millis)) throw new AppError('INTERNAL', 'An invalid date cannot be written.');
  // Floor, so that the nanoseconds count forward before 1970 too.
  const seconds = Math.floor(millis / 1000);
  return { seconds: Long.fromNumber(seconds), nanos: (millis - seconds * 1000) * nanosPerMilli };
};

export const dateFromWire = (time: { seconds: WireInteger; nanos: number } | null | undefined, field: string): Date => {
  if (!time || time.nanos < 0 || time.nanos >= nanosPerSecond) throw unusable(field);
  const date = new Date(safeInteger(time.seconds, field) * 1000 + Math.floor(time.nanos / nanosPerMilli));
  if (Number.isNaN(date.getTime())) throw unusable(field);
  return date;
};

export const moneyToWire = ({ amount, currency }: Money) => ({ amount: integerToWire(amount, 'amount'), currency });

export const moneyFromWire = (
  money: { amount: WireInteger; currency: string } | null | undefined,
  field: string,
): Money => {
  if (!money) throw unusable(field);
  if (!/^[A-Z]{3}$/.test(money.currency)) throw unusable(`${field}.currency`);
  return { amount: safeInteger(money.amount, `${field}.amount`), currency: money.currency };
};

const lineFromWire = (line: orderflow.common.v1.Line): Line => ({
  sku: text(line.sku, 'sku'),
  quantity: quantityFromWire(line.quantity, 'quantity'),
});

export const itemToWire = (item: OrderItem) => ({
  sku: item.sku,
  quantity: item.quantity,
  unitPrice: moneyToWire(item.unitPrice),
});

const itemFromWire = (item: orderflow.order.v1.OrderItem): OrderItem => ({
  sku: text(item.sku, 'items.sku'),
  quantity: quantityFromWire(item.quantity, 'items.quantity'),
  unitPrice: moneyFromWire(item.unitPrice, 'items.unit_price'),
});

/** Lists that must hold something. */
export const linesFromWire = (lines: readonly orderflow.common.v1.Line[], field: string): readonly Line[] => {
  if (lines.length === 0) throw unusable(field);
  return lines.map(lineFromWire);
};

export const itemsFromWire = (items: readonly orderflow.order.v1.OrderItem[]): readonly OrderItem[] => {
  if (items.length === 0) throw unusable('items');
  return items.map(itemFromWire);
};

/** SHA-256 in hex, as 32 bytes on the wire. */
export const fingerprintToWire = (hex: string): Uint8Array => Buffer.from(hex, 'hex');

export const fingerprintFromWire = (bytes: Uint8Array): string => {
  if (bytes.length !== 32) throw unusable('fingerprint');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
};
