/** A field's value as it stands on the wire: a varint or fixed number, or bytes (text, bytes or a message). */
export type WireValue = bigint | Uint8Array;

/** The fields of a message by their number, each with its values in order. Enough to look into OTLP without a schema. */
export function readFields(data: Uint8Array): ReadonlyMap<number, readonly WireValue[]> {
  const fields = new Map<number, WireValue[]>();
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let at = 0;

  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = view.getUint8(at);
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const fixed64 = (): bigint => {
    at += 8;
    return view.getBigUint64(at - 8, true);
  };
  const fixed32 = (): bigint => {
    at += 4;
    return BigInt(view.getUint32(at - 4, true));
  };
  const bytes = (): Uint8Array => {
    const length = Number(varint());
    at += length;
    return data.subarray(at - length, at);
  };

  const readers: Readonly<Record<number, () => WireValue>> = { 0: varint, 1: fixed64, 2: bytes, 5: fixed32 };
  while (at < data.byteLength) {
    const tag = Number(varint());
    const read = readers[tag & 7];
    if (read === undefined) throw new Error(`wire type ${tag & 7} is not known`);
    const values = fields.get(tag >>> 3) ?? [];
    values.push(read());
    fields.set(tag >>> 3, values);
  }
  return fields;
}
