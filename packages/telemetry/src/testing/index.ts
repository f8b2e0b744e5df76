export { type OtlpReceiver, startOtlpReceiver } from './otlp-receiver.ts';
export type { Attributes, AttributeValue, ReceivedSpan } from './otlp-spans.ts';
