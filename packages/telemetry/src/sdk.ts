import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { pathToFileURL } from 'node:url';

import { context, DiagLogLevel, diag, ROOT_CONTEXT } from '@opentelemetry/api';
import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { envDetector, hostDetector } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { createLogger } from './logger.ts';
import { createSdkLog } from './sdk-log.ts';
import { onShutdown } from './shutdown.ts';

/** Starts the SDK for traces alone: metrics are Prometheus's, logs go to standard output. */
export function startTracing(endpoint: string): void {
  const serviceName = process.env.OTEL_SERVICE_NAME || nameOfMainPackage(process.argv[1]);
  const logger = createLogger({ service: serviceName });
  const log = createSdkLog({
    endpoint,
    // Not as a line of the trace in which it comes to light.
    warn: (fields, message) => context.with(ROOT_CONTEXT, () => logger.warn(fields, message)),
  });
  // Where it is set, the SDK logs by itself.
  if (!process.env.OTEL_LOG_LEVEL) diag.setLogger(log.logger, { logLevel: DiagLogLevel.WARN });
  const traceExporter = exporterFor(endpoint);
  if (traceExporter === undefined) {
    logger.warn({ endpoint }, 'no traces: the OTLP endpoint is no URL. Give it as http://host:4317');
    return;
  }
  const sdk = new NodeSDK({
    serviceName,
    resourceDetectors: [envDetector, hostDetector],
    // Left out, these two would export to OTLP as well.
    metricReaders: [],
    logRecordProcessors: [],
    // The SDK puts it behind a batch of its own, which heeds OTEL_BSP_*; one that is made here would not.
    traceExporter,
    instrumentations: [
      ...getNodeAutoInstrumentations({
        // A request that comes in has one span, made in request-span.ts, which knows the route: a second costs as much again.
        // A call or a query outside of a trace (a sweeper's, or of a message that is not sampled) is not worth one of its own.
        '@opentelemetry/instrumentation-http': {
          disableIncomingRequestInstrumentation: true,
          requireParentforOutgoingSpans: true,
        },
        '@opentelemetry/instrumentation-pg': { requireParentSpan: true, ignoreConnectSpans: true },
        // Spans of sockets and look-ups tell nothing the requests do not; log lines carry their ids already.
        '@opentelemetry/instrumentation-net': { enabled: false },
        '@opentelemetry/instrumentation-dns': { enabled: false },
        '@opentelemetry/instrumentation-pino': { enabled: false },
      }),
    ],
  });
  sdk.start();
  log.running();
  onShutdown(() => sdk.shutdown());
}

/** It reads the environment, and throws for an endpoint that is no URL: no reason for the service not to start. */
const exporterFor = (endpoint: string): OTLPTraceExporter | undefined => {
  try {
    return new OTLPTraceExporter();
  } catch (error) {
    if (URL.canParse(endpoint)) throw error;
    return undefined;
  }
};

/** `@orderflow/order` → `order`. */
function nameOfMainPackage(main: string | undefined): string {
  const manifest = main === undefined ? undefined : findPackageJSON(pathToFileURL(main));
  if (manifest === undefined) return 'orderflow';
  const { name }: { name?: string } = JSON.parse(readFileSync(manifest, 'utf8'));
  return name?.split('/').at(-1) ?? 'orderflow';
}
