import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { activeTraceId, extractSpanContext, extractTrace, injectTrace, isSampled } from './propagation.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

const reader = (headers: Record<string, string>) => (name: string) => headers[name];

describe('trace headers', () => {
  it('carry a sampled span over, with its state', () => {
    const sent: Record<string, string> = {};
    const received = extractTrace(reader({ traceparent: `00-${traceId}-${spanId}-01`, tracestate: 'vendor=1' }));

    injectTrace((name, value) => {
      sent[name] = value;
    }, received);

    expect(sent).toEqual({ traceparent: `00-${traceId}-${spanId}-01`, tracestate: 'vendor=1' });
  });

  it('carry an unsampled span over as unsampled, without its state', () => {
    const sent: Record<string, string> = {};
    const received = extractTrace(reader({ traceparent: `00-${traceId}-${spanId}-00`, tracestate: 'vendor=1' }));

    injectTrace((name, value) => {
      sent[name] = value;
    }, received);

    expect(isSampled(trace.getSpanContext(received))).toBe(false);
    expect(sent).toEqual({ traceparent: `00-${traceId}-${spanId}-00` });
  });

  it.each([
    ['none', {}],
    ['garbage', { traceparent: 'hello' }],
    ['version ff', { traceparent: `ff-${traceId}-${spanId}-01` }],
    ['a trace id of zeros', { traceparent: `00-${'0'.repeat(32)}-${spanId}-01` }],
    ['a span id of zeros', { traceparent: `00-${traceId}-${'0'.repeat(16)}-01` }],
    ['capitals', { traceparent: `00-${traceId.toUpperCase()}-${spanId}-01` }],
  ])('are ignored when there is %s', (_case, headers: Record<string, string>) => {
    expect(extractSpanContext(reader(headers))).toBeUndefined();
    expect(extractTrace(reader(headers))).toBe(ROOT_CONTEXT);
  });

  it('of a later version are read by their known part', () => {
    expect(extractSpanContext(reader({ traceparent: `01-${traceId}-${spanId}-01-more` }))).toMatchObject({ traceId });
  });

  it('are not written outside of a span', () => {
    const sent: string[] = [];

    injectTrace((name) => sent.push(name), ROOT_CONTEXT);

    expect(sent).toEqual([]);
    expect(activeTraceId()).toBeUndefined();
    expect(context.active()).toBe(ROOT_CONTEXT);
  });
});
