import {
  type Context,
  context,
  createTraceState,
  ROOT_CONTEXT,
  type SpanContext,
  TraceFlags,
  trace,
} from '@opentelemetry/api';

export const traceparentHeader = 'traceparent';
export const tracestateHeader = 'tracestate';

/** Reads one header by its exact name. */
export type GetHeader = (name: string) => string | undefined;
export type SetHeader = (name: string, value: string) => void;

// `<version>-<32 hex: trace id>-<16 hex: span id>-<2 hex: flags>`; later versions may append fields after a dash.
const traceparentPattern = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-|$)/;

/**
 * Writes the W3C trace headers of the given context (default: the active one). Writes nothing when no span is there,
 * and for an unsampled span only `traceparent`, so that whoever comes next stays unsampled too.
 */
export function injectTrace(set: SetHeader, from: Context = context.active()): void {
  const span = trace.getSpanContext(from);
  if (span === undefined) return;
  const sampled = (span.traceFlags & TraceFlags.SAMPLED) !== 0;
  set(traceparentHeader, `00-${span.traceId}-${span.spanId}-${sampled ? '01' : '00'}`);
  const state = sampled ? span.traceState?.serialize() : undefined;
  if (state !== undefined && state !== '') set(tracestateHeader, state);
}

/** `traceparent` of the active span, sampled or not: for what is stored and gone on with later. Undefined outside of one. */
export function activeTraceparent(): string | undefined {
  let traceparent: string | undefined;
  injectTrace((name, value) => {
    if (name === traceparentHeader) traceparent = value;
  });
  return traceparent;
}

/**
 * The sender's span as it stands in the headers; undefined when there is none or it is malformed.
 * `tracestate` is looked at for sampled traces only.
 */
export function extractSpanContext(get: GetHeader): SpanContext | undefined {
  const found = traceparentPattern.exec(get(traceparentHeader) ?? '');
  if (found === null) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = found;
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  const state = traceFlags === TraceFlags.NONE ? undefined : get(tracestateHeader);
  return state === undefined
    ? { traceId, spanId, traceFlags, isRemote: true }
    : { traceId, spanId, traceFlags, isRemote: true, traceState: createTraceState(state) };
}

/** The context to run a receiver in: `base` with the sender's span as its parent. `base` itself when there is none. */
export function extractTrace(get: GetHeader, base: Context = ROOT_CONTEXT): Context {
  const span = extractSpanContext(get);
  return span === undefined ? base : trace.setSpanContext(base, span);
}

/** True when the span is one whose trace is recorded. */
export const isSampled = (span: SpanContext | undefined): boolean =>
  span !== undefined && (span.traceFlags & TraceFlags.SAMPLED) !== 0;

/** Trace id of the active span when it is sampled: for exemplars, logs and problem documents. */
export function activeTraceId(): string | undefined {
  const span = trace.getSpanContext(context.active());
  return span !== undefined && isSampled(span) ? span.traceId : undefined;
}

/** Members of a log line that link it to its span; an empty object outside of one. */
export function activeSpanIds(): { readonly trace_id?: string; readonly span_id?: string } {
  const span = trace.getSpanContext(context.active());
  return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
}
