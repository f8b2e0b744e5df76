export { panLike } from './card-number.ts';
export { type ContinuedWork, continueTrace } from './continue-trace.ts';
export {
  commitSpanName,
  exemplarTraceId,
  groupCommitNameAttribute,
  labelNames,
  metricNames,
  sweepSpanName,
} from './names.ts';
export {
  activeTraceId,
  activeTraceparent,
  extractSpanContext,
  extractTrace,
  type GetHeader,
  injectTrace,
  isSampled,
  type SetHeader,
  traceparentHeader,
  tracestateHeader,
} from './propagation.ts';
export { type IncomingRequest, inRequestSpan, recordException } from './request-span.ts';
export { shutdownTelemetry } from './shutdown.ts';
