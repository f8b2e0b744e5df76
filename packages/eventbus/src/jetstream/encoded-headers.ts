import { MsgHdrsImpl } from '@nats-io/nats-core/internal';
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

/** Values must be free of line breaks. `byteLength` counts towards the server's largest message. */
export const encodeHeaders = (headers: readonly Header[]): { headers: MsgHdrsImpl; byteLength: number } => {
  let text = 'NATS/1.0\r\n';
  for (const [name, value] of headers) text += `${name}: ${value}\r\n`;
  const bytes = Buffer.from(`${text}\r\n`);
  return { headers: new EncodedHeaders(bytes), byteLength: bytes.byteLength };
};
