import { AppError } from '@orderflow/errors';
import type { PageCursor } from '../../application/ports.ts';

// 13 digits reach to the year 2286; the years Postgres cannot read begin later.
const shape = /^(\d{1,13})\.([0-9a-f-]{36})$/;

/** Opaque to clients, so that what a page goes on after may change. */
export const encodeCursor = ({ createdAt, orderId }: PageCursor): string =>
  Buffer.from(`${createdAt.getTime()}.${orderId}`).toString('base64url');

/** Throws MALFORMED_REQUEST for a cursor that no page has given. */
export const decodeCursor = (cursor: string): PageCursor => {
  const [, millis, orderId] = shape.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (millis !== undefined && orderId !== undefined) return { createdAt: new Date(Number(millis)), orderId };
  throw new AppError('MALFORMED_REQUEST', 'The cursor is not one that a page of orders has given.');
};
