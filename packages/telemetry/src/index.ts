export { panLike } from './card-number.ts';
export {
  commitSpanName,
  exemplarTraceId,
  groupCommitNameAttribute,
  labelNames,
  metricNames,
} from './names.ts';
export {
  activeTraceId,
  extractSpanContext,
  extractTrace,
  type GetHeader,
  injectTrace,
  isSampled,
  type SetHeader,
  traceparentHeader,
  tracestateHeader,
} from './propagation.ts';
export { shutdownTelemetry } from './shutdown.ts';
