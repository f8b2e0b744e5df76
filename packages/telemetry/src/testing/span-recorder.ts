import { type SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Attributes } from './otlp-spans.ts';

/** A span of this very process that has ended. */
export interface RecordedSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly attributes: Attributes;
  readonly failed: boolean;
  /** Messages of the exceptions that were noted on it. */
  readonly exceptions: readonly string[];
}

export interface SpanRecorder {
  /** In the order in which they ended. */
  spans(): readonly RecordedSpan[];
  clear(): void;
  stop(): Promise<void>;
}

/** Starts the SDK in the process of the test, which keeps the spans: for the tests of what makes some. Once a process. */
export const startSpanRecorder = async (): Promise<SpanRecorder> => {
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const ended: RecordedSpan[] = [];
  const sdk = new NodeSDK({
    autoDetectResources: false,
    instrumentations: [],
    metricReaders: [],
    logRecordProcessors: [],
    spanProcessors: [
      {
        onStart() {},
        onEnd: (span) => {
          const { traceId, spanId } = span.spanContext();
          ended.push({
            name: span.name,
            kind: span.kind,
            traceId,
            spanId,
            parentSpanId: span.parentSpanContext?.spanId,
            attributes: span.attributes as Attributes,
            failed: span.status.code === SpanStatusCode.ERROR,
            exceptions: span.events.map(({ attributes }) => String(attributes?.['exception.message'])),
          });
        },
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
  });
  sdk.start();
  return { spans: () => [...ended], clear: () => void ended.splice(0), stop: () => sdk.shutdown() };
};
