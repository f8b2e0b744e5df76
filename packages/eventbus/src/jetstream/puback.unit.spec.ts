import { headers, type Msg } from '@nats-io/nats-core';
import { describe, expect, it } from 'vitest';
import { parsePubAck } from './puback.ts';

const message = (body: string, status?: [number, string]): Msg => ({
  subject: '_INBOX.1',
  sid: 1,
  data: Buffer.from(body),
  ...(status ? { headers: headers(...status) } : {}),
  respond: () => false,
  json: () => JSON.parse(body),
  string: () => body,
});

const refused = (error: object) => message(JSON.stringify({ error, stream: 'ORDERS', seq: 0 }));

describe('parsePubAck', () => {
  it('reads an acknowledgement, and a duplicate with the first sequence', () => {
    expect(parsePubAck(message('{"stream":"ORDERS", "seq":17}'))).toEqual({
      stream: 'ORDERS',
      sequence: 17,
      duplicate: false,
    });
    expect(parsePubAck(message('{"stream":"ORDERS","domain":"hub","seq":3,"duplicate":true}'))).toEqual({
      stream: 'ORDERS',
      sequence: 3,
      duplicate: true,
    });
  });

  it.each([
    ['no stream takes it', message('', [503, 'No Responders']), 'LOG_UNAVAILABLE'],
    ['the same identity is being stored', refused({ code: 409, err_code: 10_158 }), 'LOG_UNAVAILABLE'],
    ['the stream is full', refused({ code: 503, err_code: 10_077, description: 'maximum bytes exceeded' }), 'LOG_FULL'],
    ['the disk is full', refused({ code: 503, err_code: 10_077, description: 'no space left on device' }), 'LOG_FULL'],
    ['the store failed', refused({ code: 503, err_code: 10_077, description: 'raft: not leader' }), 'LOG_UNAVAILABLE'],
    ['storage is used up', refused({ code: 503, err_code: 10_047, description: 'exceeded' }), 'LOG_FULL'],
    ['it is too large', refused({ code: 400, err_code: 10_054, description: 'exceeds maximum' }), 'BODY_TOO_LARGE'],
    ['the refusal is unknown', refused({ code: 500, err_code: 10_999, description: '?' }), 'LOG_UNAVAILABLE'],
    ['the answer is not JSON', message('+OK'), 'LOG_UNAVAILABLE'],
    ['the answer is another one', message('{"hello":1}'), 'LOG_UNAVAILABLE'],
  ])('%s: an error of ours', (_, answer, code) => {
    expect(parsePubAck(answer)).toMatchObject({ name: 'AppError', code });
  });
});
