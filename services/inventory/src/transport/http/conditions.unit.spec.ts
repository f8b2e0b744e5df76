import { AppError } from '@orderflow/errors';
import { describe, expect, it } from 'vitest';
import { etagOf, preconditionOf } from './conditions.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

const outcome = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return AppError.is(error) ? error.code : error;
  }
};

describe('the condition of a PUT', () => {
  it.each([
    [{ 'if-match': '"17"' }, { revision: 17 }],
    [{ 'if-match': ' "17" ' }, { revision: 17 }],
    [{ 'if-match': '"9007199254740991"' }, { revision: 9_007_199_254_740_991 }],
    [{ 'if-none-match': '*' }, 'absent'],
    [{}, 'PRECONDITION_REQUIRED'],
    [{ 'if-match': '"17"', 'if-none-match': '*' }, 'MALFORMED_REQUEST'],
    [{ 'if-none-match': '"17"' }, 'MALFORMED_REQUEST'],
    [{ 'if-match': '*' }, 'MALFORMED_REQUEST'],
    [{ 'if-match': '17' }, 'MALFORMED_REQUEST'],
    [{ 'if-match': '"17", "18"' }, 'MALFORMED_REQUEST'],
    [{ 'if-match': '' }, 'MALFORMED_REQUEST'],
    [{ 'if-match': 'W/"17"' }, 'PRECONDITION_FAILED'],
    [{ 'if-match': '"0"' }, 'PRECONDITION_FAILED'],
    [{ 'if-match': '"017"' }, 'PRECONDITION_FAILED'],
    [{ 'if-match': '"9007199254740993"' }, 'PRECONDITION_FAILED'],
    [{ 'if-match': '"abc"' }, 'PRECONDITION_FAILED'],
    [{ 'if-match': '""' }, 'PRECONDITION_FAILED'],
  ])('%j is %j', (headers, expected) => {
    expect(outcome(() => preconditionOf(headers))).toEqual(expected);
  });

  it('is met by the entity tag of the product', () => {
    expect(preconditionOf({ 'if-match': etagOf({ revision: 42 }) })).toEqual({ revision: 42 });
  });
});

describe('a cursor', () => {
  it.each(['a', 'tea-earl_grey', 'Z'.repeat(64)])('brings back %s', (sku) => {
    expect(decodeCursor(encodeCursor(sku))).toBe(sku);
  });

  it.each(['', '!', 'YQ==', Buffer.from('not a sku').toString('base64url'), encodeCursor('x'.repeat(65))])(
    'is refused as %j',
    (cursor) => {
      expect(outcome(() => decodeCursor(cursor))).toBe('MALFORMED_REQUEST');
    },
  );
});
