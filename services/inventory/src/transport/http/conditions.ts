import { AppError } from '@orderflow/errors';
import type { Precondition } from '../../application/ports.ts';

/** Strong entity tag of a product: the revision of its catalogue entry. Stock is not part of it. */
export const etagOf = (product: { readonly revision: number }): string => `"${product.revision}"`;

const tag = /^(?<weak>W\/)?"(?<opaque>[\x21\x23-\x7e\x80-\xff]*)"$/;

/**
 * What a PUT says the product must be: `If-Match: "<revision>"`, or `If-None-Match: *` for one that must not exist.
 * Throws PRECONDITION_REQUIRED when it says nothing, MALFORMED_REQUEST for what is not one such condition, and
 * PRECONDITION_FAILED for a tag that no product has ever had.
 */
export const preconditionOf = (headers: {
  readonly 'if-match'?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
}): Precondition => {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw new AppError(
      'MALFORMED_REQUEST',
      'Send If-Match to change a product or If-None-Match to create one, not both.',
    );
  }
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() === '*') return 'absent';
    throw new AppError('MALFORMED_REQUEST', 'If-None-Match must be *, which creates the product.');
  }
  if (ifMatch === undefined) {
    throw new AppError(
      'PRECONDITION_REQUIRED',
      'Send If-Match with the ETag of the product, or If-None-Match: * to create it.',
    );
  }
  const match = tag.exec(ifMatch.trim());
  if (!match) {
    throw new AppError('MALFORMED_REQUEST', 'If-Match must be one entity tag, as ETag gave it: "17".');
  }
  const opaque = match.groups?.opaque ?? '';
  const revision = /^[1-9]\d{0,15}$/.test(opaque) ? Number(opaque) : Number.NaN;
  // A weak tag never matches strongly (RFC 9110, section 13.1.1), nor does one that was never given out.
  if (match.groups?.weak !== undefined || !Number.isSafeInteger(revision)) {
    throw new AppError('PRECONDITION_FAILED', `No product has or had the entity tag ${ifMatch.trim()}.`);
  }
  return { revision };
};
