import { MsgHdrsImpl } from '@nats-io/nats-core/internal';
import { type Header, parseHeaderLines } from '../engine/headers.ts';

const none = new Uint8Array();

/**
 * Hands headers to the client that are bytes already. Its own builder checks and searches with every header that is set;
 * ours are made by the bus, which has checked them. Measured with eight headers: 9.0 against 6.0 µs of CPU for a whole
 * publish.
 */
export class EncodedHeaders extends MsgHdrsImpl {
  bytes: Uint8Array;

  constructor(bytes: Uint8Array = none) {
    super();
    this.bytes = bytes;
  }

  override encode(): Uint8Array {
    return this.bytes;
  }
}

/** The header block of a message. Its length counts towards the server's largest message. */
export const encodeHeaders = (lines: string): Uint8Array => Buffer.from(`NATS/1.0\r\n${lines}\r\n`);

/** The server keeps the length of a message's headers in 16 bits. */
export const maxHeaderBytes = 65_535;

/** A header block, without the status in its first line. The client's own parser throws for names that it does not like. */
export const parseRawHeaders = (raw: string): Header[] => {
  const end = raw.indexOf('\r\n');
  return end < 0 ? [] : parseHeaderLines(raw.slice(end));
};
