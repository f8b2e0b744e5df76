import { expect, it } from 'vitest';
import { encodeHeaders, parseRawHeaders } from './encoded-headers.ts';

it.each([
  [
    'what was written',
    encodeHeaders('a: 1\r\nb:2\r\n').toString(),
    [
      ['a', '1'],
      ['b', '2'],
    ],
  ],
  ['no status', 'NATS/1.0 408 Request Timeout\r\n\r\n', []],
  ['none of a block without a line', 'NATS/1.0', []],
  ['a line without a name', 'NATS/1.0\r\nnonsense\r\n\r\n', [['', 'nonsense']]],
])('of a header block it reads %s', (_, raw, headers) => {
  expect(parseRawHeaders(raw)).toEqual(headers);
});
