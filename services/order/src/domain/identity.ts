import { hash } from 'node:crypto';
import type { Line } from '@orderflow/contracts';

export interface OrderRequest {
  readonly customerId: string;
  /** Each sku once. */
  readonly items: readonly Line[];
  readonly paymentToken: string;
}

/**
 * The id of the order that a customer's idempotency key stands for: a UUIDv8 (RFC 9562) of SHA-256 over both.
 * The same key gives the same id for ever, so it can never become a second order.
 */
export const orderIdOf = (customerId: string, idempotencyKey: string): string => {
  const digest = hash('sha256', JSON.stringify([customerId, idempotencyKey]), 'buffer');
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x80, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = digest.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** SHA-256, in hex, of what was asked for, whatever the order of its items: tells a repeat from another request. */
export const fingerprintOf = ({ customerId, items, paymentToken }: OrderRequest): string => {
  const lines = items.map(({ sku, quantity }) => [sku, quantity] as const);
  if (lines.length > 1) lines.sort(([a], [b]) => (a < b ? -1 : 1));
  return hash('sha256', JSON.stringify([customerId, lines, paymentToken]));
};
