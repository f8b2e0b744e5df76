import {
  context,
  type Link,
  ROOT_CONTEXT,
  type SpanContext,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { commitSpanName, groupCommitNameAttribute } from '@orderflow/telemetry';

/** The caller's span, if it is sampled. Costs a look at the active context. */
export function sampledCaller(): SpanContext | undefined {
  const caller = trace.getSpanContext(context.active());
  return caller !== undefined && (caller.traceFlags & TraceFlags.SAMPLED) !== 0 ? caller : undefined;
}

/**
 * Runs a batch in a span of its own, child of the first sampled caller and linked to all of them. Without one it runs in
 * no trace at all: the context of whoever happened to start the timer must not be charged with everybody's writes.
 */
export function inCommitSpan<T>(group: string, callers: readonly SpanContext[], run: () => Promise<T>): Promise<T> {
  const [parent] = callers;
  if (parent === undefined) return context.with(ROOT_CONTEXT, run);
  const links = callers.map((caller): Link => ({ context: caller }));
  const span = trace
    .getTracer('@orderflow/postgres')
    .startSpan(
      commitSpanName(group),
      { links, attributes: { [groupCommitNameAttribute]: group } },
      trace.setSpanContext(ROOT_CONTEXT, parent),
    );
  return context.with(trace.setSpan(ROOT_CONTEXT, span), async () => {
    try {
      return await run();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
