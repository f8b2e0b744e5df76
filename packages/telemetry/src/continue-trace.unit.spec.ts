import { SpanKind } from '@opentelemetry/api';
import { AppError } from '@orderflow/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { continueTrace } from './continue-trace.ts';
import { activeTraceparent } from './propagation.ts';
import { type SpanRecorder, startSpanRecorder } from './testing/index.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const sampled = `00-${traceId}-${spanId}-01`;
const unsampled = `00-${traceId}-${spanId}-00`;

let recorder: SpanRecorder;
beforeAll(async () => {
  recorder = await startSpanRecorder();
});
beforeEach(() => recorder.clear());
afterAll(() => recorder.stop());

const work = { name: 'sweep parcel', attributes: { 'parcel.id': 'p-1' } };
const goOn = <T>(traceparent: string | undefined, run: () => Promise<T>): Promise<T> =>
  continueTrace((name) => (name === 'traceparent' ? traceparent : undefined), work, run);

describe('a trace that goes on with work that a row caused', () => {
  it('has a span for it, child of the one that the headers name', async () => {
    const inside = await goOn(sampled, async () => activeTraceparent());
    const [span] = recorder.spans();
    expect(recorder.spans()).toHaveLength(1);
    expect(span).toMatchObject({ ...work, kind: SpanKind.INTERNAL, traceId, parentSpanId: spanId, failed: false });
    expect(inside).toBe(`00-${traceId}-${span?.spanId}-01`);
    expect(activeTraceparent()).toBeUndefined();
  });

  it('has a span that failed, with the code, when the work did', async () => {
    const away = new AppError('LOG_UNAVAILABLE', 'away');
    await expect(goOn(sampled, () => Promise.reject(away))).rejects.toBe(away);
    expect(recorder.spans()).toMatchObject([{ failed: true, attributes: { 'error.type': 'LOG_UNAVAILABLE' } }]);
  });

  it('and is not sampled stays so, without a span', async () => {
    expect(await goOn(unsampled, async () => activeTraceparent())).toBe(unsampled);
    expect(recorder.spans()).toEqual([]);
  });

  it.each([undefined, 'garbage'])('is not begun where there is none (%s)', async (traceparent) => {
    expect(await goOn(traceparent, async () => activeTraceparent())).toBeUndefined();
    expect(recorder.spans()).toEqual([]);
  });
});
