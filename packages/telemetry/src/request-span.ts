import type { ServerResponse } from 'node:http';
import { context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { extractTrace, type GetHeader } from './propagation.ts';

/** A request that has come in. */
export interface IncomingRequest {
  readonly method: string;
  /** As it was registered, such as `/orders/:id`; undefined when no route is asked for. */
  readonly route: string | undefined;
  /** With its query. */
  readonly url: string;
  readonly header: GetHeader;
  readonly response: ServerResponse;
}

const tracer = trace.getTracer('@orderflow/telemetry');

/**
 * Runs what handles a request in a span of its own (SERVER), child of the one that its headers name, which ends with the
 * response, however that ends. For one that is not sampled no attributes are made. Semantic conventions for HTTP, 1.44.
 */
export const inRequestSpan = (request: IncomingRequest, run: () => void): void => {
  const { method, route } = request;
  const parent = extractTrace(request.header);
  const name = route === undefined ? method : `${method} ${route}`;
  const span = tracer.startSpan(name, { kind: SpanKind.SERVER }, parent);
  if (span.isRecording()) describe(span, request);
  context.with(trace.setSpan(parent, span), run);
};

/** On the span that is active; nothing where none is recorded. */
export const recordException = (error: Error): void => {
  trace.getActiveSpan()?.recordException(error);
};

const describe = (span: Span, { method, route, url, response }: IncomingRequest): void => {
  const queryAt = url.indexOf('?');
  span.setAttributes({
    'http.request.method': method,
    'url.scheme': 'http',
    ...(queryAt < 0 ? { 'url.path': url } : { 'url.path': url.slice(0, queryAt), 'url.query': url.slice(queryAt + 1) }),
    ...(route === undefined ? {} : { 'http.route': route }),
  });
  // Also of an answer that is streamed, or never comes because the client has left.
  response.once('close', () => {
    const { headersSent, statusCode } = response;
    if (headersSent) span.setAttribute('http.response.status_code', statusCode);
    // 4xx is no error of the server that gives it.
    if (headersSent && statusCode >= 500) {
      span.setAttribute('error.type', String(statusCode));
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  });
};
