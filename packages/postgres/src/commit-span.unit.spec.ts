import { type context, type SpanContext, TraceFlags, trace } from '@opentelemetry/api';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inCommitSpan, sampledCaller } from './commit-span.ts';

const caller = (traceFlags: TraceFlags, id = '1'): SpanContext => ({
  traceId: id.repeat(32),
  spanId: id.repeat(16),
  traceFlags,
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('sampledCaller', () => {
  it.each([
    ['a sampled span', caller(TraceFlags.SAMPLED), true],
    ['a span that is not sampled', caller(TraceFlags.NONE), false],
    ['no span', undefined, false],
  ])('of %s', (_, active, found) => {
    vi.spyOn(trace, 'getSpanContext').mockReturnValue(active);
    expect(sampledCaller()).toBe(found ? active : undefined);
  });
});

describe('inCommitSpan', () => {
  const spied = () => {
    const span = { setStatus: vi.fn(), end: vi.fn() };
    const startSpan = vi.fn((..._: unknown[]) => span);
    vi.spyOn(trace, 'getTracer').mockReturnValue({ startSpan } as never);
    return { span, startSpan };
  };

  it('makes one span for the batch: child of the first sampled caller, linked to all', async () => {
    const { span, startSpan } = spied();
    const callers = [caller(TraceFlags.SAMPLED, '1'), caller(TraceFlags.SAMPLED, '2')];

    expect(await inCommitSpan('orders', callers, async () => 'done')).toBe('done');
    const [name, { links }, parent] = startSpan.mock.calls[0] as [
      string,
      { links: unknown },
      ReturnType<typeof context.active>,
    ];
    expect(name).toBe('commit orders');
    expect(links).toEqual(callers.map((linked) => ({ context: linked })));
    expect(trace.getSpanContext(parent)).toEqual(callers[0]);
    expect(span.end).toHaveBeenCalledOnce();
  });

  it('ends the span as failed when the batch fails', async () => {
    const { span } = spied();
    const run = inCommitSpan('orders', [caller(TraceFlags.SAMPLED)], () => Promise.reject(new Error('away')));

    await expect(run).rejects.toThrow('away');
    expect(span.setStatus).toHaveBeenCalledOnce();
    expect(span.end).toHaveBeenCalledOnce();
  });

  it('makes none when no caller is sampled', async () => {
    const { startSpan } = spied();
    await inCommitSpan('orders', [], async () => {});
    expect(startSpan).not.toHaveBeenCalled();
  });
});
