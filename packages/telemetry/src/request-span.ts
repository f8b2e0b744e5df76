import type { ServerResponse } from 'node:http';
import { SpanStatusCode, trace } from '@opentelemetry/api';

// What @fastify/otel leaves undone about the span of a request.

/**
 * The span of the request that runs ends with its connection, if not before: an answer that is streamed, or never comes,
 * does not pass the hook that ends it.
 */
export const endRequestSpanWith = (response: ServerResponse): void => {
  const span = trace.getActiveSpan();
  if (!span?.isRecording()) return;
  response.once('close', () => {
    if (!span.isRecording()) return;
    if (response.headersSent) span.setAttribute('http.response.status_code', response.statusCode);
    span.end();
  });
};

/** An answer 4xx is no error of the server that gives it, as OpenTelemetry's conventions for HTTP have it. */
export const requestWasRefused = (): void => {
  trace.getActiveSpan()?.setStatus({ code: SpanStatusCode.OK });
};
