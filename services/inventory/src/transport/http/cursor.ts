import { skuPattern } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';

const sku = new RegExp(skuPattern);

/** Opaque to clients, so that what a page goes on after may change. */
export const encodeCursor = (after: string): string => Buffer.from(after).toString('base64url');

/** Throws MALFORMED_REQUEST for a cursor that no page has given. */
export const decodeCursor = (cursor: string): string => {
  const after = Buffer.from(cursor, 'base64url').toString();
  if (sku.test(after) && encodeCursor(after) === cursor) return after;
  throw new AppError('MALFORMED_REQUEST', 'The cursor is not one that a page of products has given.');
};
