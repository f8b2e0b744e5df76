import { MsgHdrsImpl } from '@nats-io/nats-core/internal';
import { AppError } from '@orderflow/errors';
import type { Header } from '../engine/headers.ts';

/**
 * Headers that are written once, as bytes. The client's own builder checks and searches with every header that is
 * set; ours are made by the bus, which has checked them. Measured with eight headers: 9.0 against 6.0 µs of CPU for a
 * whole publish.
 */
class EncodedHeaders extends MsgHdrsImpl {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    super();
    this.#bytes = bytes;
  }

  override encode(): Uint8Array {
    return this.#bytes;
  }
}

const lineBreak = /[\r\n]/;

/**
 * `byteLength` counts towards the server's largest message. Throws VALIDATION_FAILED for a line break in a value (an
 * identity is made of what users send): what follows it would be a header of its own.
 */
export const encodeHeaders = (headers: readonly Header[]): { headers: MsgHdrsImpl; byteLength: number } => {
  let text = 'NATS/1.0\r\n';
  for (const [name, value] of headers) {
    if (lineBreak.test(value)) throw new AppError('VALIDATION_FAILED', `The header ${name} contains a line break.`);
    text += `${name}: ${value}\r\n`;
  }
  const bytes = Buffer.from(`${text}\r\n`);
  return { headers: new EncodedHeaders(bytes), byteLength: bytes.byteLength };
};

/** The server keeps the length of a message's headers in 16 bits. */
export const maxHeaderBytes = 65_535;

/**
 * The lines of a raw header block. Never throws, whatever a stranger wrote: the client's own parser does for a name or a
 * line break that it does not like, and what cannot be read could not be made a dead letter of either.
 */
export const parseRawHeaders = (raw: string): Header[] =>
  raw
    .split('\r\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line): Header => {
      const colon = line.indexOf(':');
      return colon < 0 ? ['', line] : [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
