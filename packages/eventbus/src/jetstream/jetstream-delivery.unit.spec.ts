import { describe, expect, it } from 'vitest';
import { parseAckSubject } from './jetstream-delivery.ts';

describe('parseAckSubject', () => {
  const expected = { stream: 'ORDERS', delivery: 2, sequence: 17, storedAtMs: 1_700_000_000_123 };

  it('reads the old form', () => {
    expect(parseAckSubject('$JS.ACK.ORDERS.reserver.2.17.9.1700000000123456789.4')).toEqual(expected);
  });

  it('reads the form with domain and account, with and without a token at its end', () => {
    const form = '$JS.ACK._.AAAA.ORDERS.reserver.2.17.9.1700000000123456789.4';
    expect(parseAckSubject(form)).toEqual(expected);
    expect(parseAckSubject(`${form}.x7Y`)).toEqual(expected);
  });

  it('knows what is not an acknowledgement', () => {
    expect(parseAckSubject('_INBOX.abc.1')).toBeUndefined();
    expect(parseAckSubject('$JS.ACK.ORDERS')).toBeUndefined();
    expect(parseAckSubject('')).toBeUndefined();
  });
});
