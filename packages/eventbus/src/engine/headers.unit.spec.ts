import { describe, expect, it } from 'vitest';
import type { DeadLetter } from './delivery.ts';
import {
  checkExtraHeaders,
  createEventHeaders,
  deadLetterHeaders,
  decodeHeaderValue,
  encodeHeaderValue,
  type Header,
  headerLines,
  parseHeaderLines,
  redriveHeaders,
} from './headers.ts';

const letter: DeadLetter = {
  durable: 'labels',
  stream: 'PARCELS',
  sequence: 7,
  subject: 'parcels.weighed',
  data: new Uint8Array(),
  headers: [
    ['Nats-Msg-Id', 'p-1:parcels.weighed'],
    ['Nats-Expected-Stream', 'PARCELS'],
    ['ce-type', 'parcels.weighed'],
    ['traceparent', '00-1-2-01'],
  ],
  code: 'INTERNAL',
  reason: 'first line\r\nNats-Rollup: all',
  stack: 'Error: first line\n    at there',
  attempts: 8,
  delivery: 9,
};

const headerOf = (headers: readonly Header[], name: string): string | undefined =>
  headers.find(([candidate]) => candidate === name)?.[1];

describe('headers', () => {
  it.each(['p-1\r\nNats-Rollup: all', 'p-1\nce-id: 2'])('refuse the identity %j: it would smuggle in another', (id) => {
    const headers = createEventHeaders({ type: 'w', version: 1, source: '/scale' });
    expect(() => headers(id, 0)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
  });

  it.each(['plain', '', '100 % sure\n\tof it\r\n', 'ünï ⚡', '%0A stays %0A'])('carry %j and give it back', (text) => {
    const value = encodeHeaderValue(text);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these may not stand in a header
    expect(value).not.toMatch(/[\u0000-\u001f\u007f]/);
    expect(decodeHeaderValue(value)).toBe(text);
  });

  it('of an event are CloudEvents in binary mode, with the identity the log dedupes by', () => {
    const headers = createEventHeaders({ type: 'w', version: 2, source: '/scale' });
    expect(Object.fromEntries(parseHeaderLines(headers('p-1:w', 0)))).toEqual({
      'Nats-Msg-Id': 'p-1:w',
      'ce-specversion': '1.0',
      'ce-id': 'p-1:w',
      'ce-type': 'w',
      'ce-source': '/scale',
      'ce-time': '1970-01-01T00:00:00.000Z',
      'ce-dataversion': '2',
      'content-type': 'application/protobuf',
    });
  });

  it.each([
    'Nats-Msg-Id',
    'nats-rollup',
    'ce-type',
    'traceparent',
    'Content-Type',
    'dead-letter-code',
    'a b',
    'a:b',
    '',
  ])('named %j cannot be set by a publisher', (name) => {
    expect(() => checkExtraHeaders({ [name]: 'x' })).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
  });

  it('cannot smuggle in a second one', () => {
    expect(() => headerLines(checkExtraHeaders({ tenant: 'a\r\nNats-Rollup: all' }))).toThrow('line break');
    expect(checkExtraHeaders({ tenant: 'blue' })).toEqual([['tenant', 'blue']]);
  });

  it('of a dead letter give the original ones of the log no effect, and no reason a line of its own', () => {
    const headers = deadLetterHeaders(letter, 0);
    expect(headers.filter(([name]) => /^nats-/i.test(name))).toEqual([['Nats-Msg-Id', 'labels:PARCELS:7']]);
    expect(headerOf(headers, 'Original-Nats-Msg-Id')).toBe('p-1:parcels.weighed');
    expect(headerOf(headers, 'traceparent')).toBe('00-1-2-01');
    expect(headerOf(headers, 'dead-letter-reason')).toBe('first line%0D%0ANats-Rollup: all');
    expect(headerOf(headers, 'dead-letter-attempts')).toBe('8');
  });

  it('of a letter that was redriven and failed again tell of the last failure alone', () => {
    const redriven = redriveHeaders(deadLetterHeaders(letter, 0), 3, 1);
    expect(headerOf(redriven, 'Nats-Msg-Id')).toBe('3:redrive:1');
    const again = deadLetterHeaders({ ...letter, sequence: 12, headers: redriven, code: 'TIMEOUT' }, 0);
    expect(again.filter(([name]) => name === 'dead-letter-code')).toEqual([['dead-letter-code', 'TIMEOUT']]);
    expect(again.filter(([name]) => name === 'Original-Nats-Msg-Id')).toEqual([
      ['Original-Nats-Msg-Id', '3:redrive:1'],
    ]);
  });

  it('of a letter that was redriven and failed again keep the subject by which its handler is found', () => {
    const headers = redriveHeaders(deadLetterHeaders(letter, 0), 3, 1);
    const again = deadLetterHeaders({ ...letter, subject: 'redrive.labels', sequence: 12, headers }, 0);
    expect(headerOf(again, 'dead-letter-subject')).toBe('parcels.weighed');
  });
});
