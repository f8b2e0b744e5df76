import { inRequestSpan } from '@orderflow/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** `onRequest`, before any other: what follows runs in the span of the request. Routes of operation have none. */
export const openRequestSpan = (request: FastifyRequest, { raw: response }: FastifyReply, done: () => void): void => {
  const { url: route, config } = request.routeOptions;
  if (config.access === 'operational') {
    done();
    return;
  }
  const header = (name: string): string | undefined => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : value?.join(',');
  };
  inRequestSpan({ method: request.method, route, url: request.url, header, response }, done);
};
