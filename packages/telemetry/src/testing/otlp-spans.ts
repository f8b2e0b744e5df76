import { readFields, type WireValue } from './protobuf-reader.ts';

export type AttributeValue = string | number | boolean | readonly AttributeValue[];
export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface ReceivedSpan {
  /** `service.name` of the resource. */
  readonly service: string;
  /** Name of the instrumentation. */
  readonly scope: string;
  readonly name: string;
  readonly kind: 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first of a trace. */
  readonly parentSpanId: string;
  readonly attributes: Attributes;
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: 'unset' | 'ok' | 'error';
  readonly durationMs: number;
}

const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const statuses = ['unset', 'ok', 'error'] as const;

/** The spans of an `ExportTraceServiceRequest` (opentelemetry-proto 1.x; field numbers are stable). */
export function decodeSpans(request: Uint8Array): readonly ReceivedSpan[] {
  return messages(request, 1).flatMap((resourceSpans) => {
    const resource = messages(resourceSpans, 1)[0];
    const service = String(resource === undefined ? '' : (attributesIn(resource, 1)['service.name'] ?? ''));
    return messages(resourceSpans, 2).flatMap((scopeSpans) => {
      const scope = messages(scopeSpans, 1).map((message) => textIn(message, 1))[0] ?? '';
      return messages(scopeSpans, 2).map((span) => toSpan(service, scope, span));
    });
  });
}

const toSpan = (service: string, scope: string, span: Uint8Array): ReceivedSpan => ({
  service,
  scope,
  name: textIn(span, 5),
  kind: kinds[numberIn(span, 6)] ?? 'unspecified',
  traceId: hexIn(span, 1),
  spanId: hexIn(span, 2),
  parentSpanId: hexIn(span, 4),
  attributes: attributesIn(span, 9),
  events: messages(span, 11).map((event) => ({ name: textIn(event, 2), attributes: attributesIn(event, 3) })),
  links: messages(span, 13).map((link) => ({ traceId: hexIn(link, 1), spanId: hexIn(link, 2) })),
  status: statuses[numberIn(messages(span, 15)[0] ?? new Uint8Array(), 3)] ?? 'unset',
  durationMs: Number(bigintIn(span, 8) - bigintIn(span, 7)) / 1e6,
});

function attributesIn(message: Uint8Array, field: number): Attributes {
  return Object.fromEntries(
    messages(message, field).map((pair) => [textIn(pair, 1), anyValue(messages(pair, 2)[0] ?? new Uint8Array())]),
  );
}

/** An `AnyValue`: text 1, flag 2, whole number 3, number 4, list 5. */
function anyValue(any: Uint8Array): AttributeValue {
  const [[field, values]] = [...readFields(any), [0, []] as const];
  const value = values[0];
  if (value instanceof Uint8Array) {
    return field === 5 ? messages(value, 1).map(anyValue) : Buffer.from(value).toString('utf8');
  }
  if (value === undefined) return '';
  if (field === 2) return value !== 0n;
  return field === 4 ? asDouble(value) : Number(BigInt.asIntN(64, value));
}

function asDouble(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

const valuesOf = (message: Uint8Array, field: number): readonly WireValue[] => readFields(message).get(field) ?? [];
const messages = (message: Uint8Array, field: number): readonly Uint8Array[] =>
  valuesOf(message, field).filter((value) => value instanceof Uint8Array);
const textIn = (message: Uint8Array, field: number): string =>
  Buffer.from(messages(message, field)[0] ?? []).toString('utf8');
const hexIn = (message: Uint8Array, field: number): string =>
  Buffer.from(messages(message, field)[0] ?? []).toString('hex');
function bigintIn(message: Uint8Array, field: number): bigint {
  const value = valuesOf(message, field)[0];
  return typeof value === 'bigint' ? value : 0n;
}
const numberIn = (message: Uint8Array, field: number): number => Number(bigintIn(message, field));
