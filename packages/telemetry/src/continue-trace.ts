import { type Attributes, context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AppError } from '@orderflow/errors';
import { extractTrace, type GetHeader, isSampled } from './propagation.ts';

export interface ContinuedWork {
  /** Of the span. Bounded: never an id. */
  readonly name: string;
  readonly attributes: Attributes;
}

/**
 * Does work whose cause is a row, not a message, in the trace that the headers name: in a span of its own (INTERNAL),
 * child of the one they name, however long ago that ended. A trace that is not sampled stays so, and costs no span.
 * Without headers the work is just done.
 */
export const continueTrace = <T>(get: GetHeader, work: ContinuedWork, run: () => Promise<T>): Promise<T> => {
  const parent = extractTrace(get);
  const cause = trace.getSpanContext(parent);
  if (cause === undefined) return run();
  if (!isSampled(cause)) return context.with(parent, run);
  const span = trace.getTracer('@orderflow/telemetry').startSpan(work.name, { attributes: work.attributes }, parent);
  return context.with(trace.setSpan(parent, span), async () => {
    try {
      return await run();
    } catch (reason) {
      const error = AppError.from(reason);
      span.recordException(error);
      span.setAttribute('error.type', error.code);
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      throw reason;
    } finally {
      span.end();
    }
  });
};
