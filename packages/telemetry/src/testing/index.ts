export { type OtlpReceiver, startOtlpReceiver } from './otlp-receiver.ts';
export type { Attributes, AttributeValue, ReceivedSpan } from './otlp-spans.ts';
export { type RecordedSpan, type SpanRecorder, startSpanRecorder } from './span-recorder.ts';
