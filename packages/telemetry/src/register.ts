/**
 * Starts tracing: `node --import @orderflow/telemetry/register main.ts`. Before the application, because modules are
 * instrumented as they load. Without an OTLP endpoint in the environment nothing is loaded and nothing exported.
 */
const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_SDK_DISABLED } = process.env;

const endpoint = OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || OTEL_EXPORTER_OTLP_ENDPOINT;
if (endpoint && OTEL_SDK_DISABLED?.toLowerCase() !== 'true') {
  const { startTracing } = await import('./sdk.ts');
  startTracing(endpoint);
}

export { shutdownTelemetry } from './shutdown.ts';
