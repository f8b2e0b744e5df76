import { isDeepStrictEqual } from 'node:util';
import { AppError } from '@orderflow/errors';
import { events } from './events.ts';

/** A payload as people read and edit it: the event's fields, or `{ "hex": "…" }` for bytes that are no such event. */
export type PayloadJson = Readonly<Record<string, unknown>>;

interface AnyCodec {
  encode(payload: unknown): Uint8Array;
  decode(data: Uint8Array): unknown;
}

/** The one place where the type of a payload is forgotten: which codec it is, its name says only at run time. */
const codecOf = (type: string, version: string): AnyCodec | undefined =>
  events.find((event) => event.type === type && String(event.version) === version)?.codec as AnyCodec | undefined;

const isObject = (value: unknown): value is PayloadJson =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Times as text, everything else as it is. `version` is what `ce-dataversion` says. */
export const payloadToJson = (type: string, version: string, data: Uint8Array): PayloadJson => {
  try {
    const payload: unknown = JSON.parse(JSON.stringify(codecOf(type, version)?.decode(data) ?? null));
    if (isObject(payload)) return payload;
  } catch {
    // Undecodable is a usual reason to look at a message as JSON: then the bytes are what there is.
  }
  return { hex: Buffer.from(data).toString('hex') };
};

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

const revive = (name: string, value: unknown): unknown =>
  name.endsWith('At') && typeof value === 'string' && time.test(value) ? new Date(value) : value;

const refusal = (type: string, why: string, cause?: unknown): AppError =>
  new AppError('VALIDATION_FAILED', `The payload is no ${type}: ${why}`, cause === undefined ? {} : { cause });

const bytesOf = (type: string, hex: string): Uint8Array => {
  if (!/^([0-9a-f]{2})*$/i.test(hex)) throw refusal(type, 'hex is not whole bytes in hexadecimal digits.');
  return Buffer.from(hex, 'hex');
};

/**
 * The inverse of `payloadToJson`. Throws VALIDATION_FAILED for what the event cannot carry exactly as it is written: a
 * misspelt or missing field would otherwise be lost in silence.
 */
export const payloadFromJson = (type: string, version: string, json: unknown): Uint8Array => {
  if (!isObject(json)) throw refusal(type, 'it is not a JSON object.');
  if (typeof json.hex === 'string') return bytesOf(type, json.hex);
  const codec = codecOf(type, version);
  if (codec === undefined)
    throw refusal(type, `no event of that name has the version ${version}; give its bytes as hex.`);
  const payload: PayloadJson = JSON.parse(JSON.stringify(json), revive);
  let data: Uint8Array;
  let carried: PayloadJson;
  try {
    data = codec.encode(payload);
    carried = codec.decode(data) as PayloadJson;
  } catch (error) {
    throw refusal(type, error instanceof Error ? error.message : String(error), error);
  }
  const names = new Set([...Object.keys(payload), ...Object.keys(carried)]);
  for (const name of names) {
    if (isDeepStrictEqual(payload[name], carried[name])) continue;
    throw refusal(type, `${name} would become ${JSON.stringify(carried[name]) ?? 'nothing'}.`);
  }
  return data;
};
