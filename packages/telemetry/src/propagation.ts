import { type Context, context, ROOT_CONTEXT, type SpanContext, TraceFlags, trace } from '@opentelemetry/api';

export const traceparentHeader = 'traceparent';
export const tracestateHeader = 'tracestate';

/** Reads one header by its exact name. */
export type GetHeader = (name: string) => string | undefined;
export type SetHeader = (name: string, value: string) => void;

// version "00", 32 hex digits of trace id, 16 of span id, 2 of flags: 55 characters.
const traceparentLength = 55;

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

/**
 * The sender's span as it stands in the headers; undefined when there is none or it is malformed.
 * `tracestate` is looked at for sampled traces only.
 */
export function extractSpanContext(get: GetHeader): SpanContext | undefined {
  void get;
  void traceparentLength;
  return undefined;
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
