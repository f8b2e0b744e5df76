import { endRequestSpanWith, requestWasRefused } from '@orderflow/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';

// Hooks that do what @fastify/otel leaves undone about the span of a request.

/** `onRequest`: the span ends at the latest with the connection. */
export const watchRequestSpan = (_request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
  endRequestSpanWith(reply.raw);
  done();
};

/** `onSend`: 4xx is no error of the server. */
export const noteRefusal = (
  _request: FastifyRequest,
  { statusCode }: FastifyReply,
  payload: unknown,
  done: (error: null, payload: unknown) => void,
): void => {
  if (statusCode >= 400 && statusCode < 500) requestWasRefused();
  done(null, payload);
};
