import { labelNames, metricNames } from '@orderflow/telemetry';
import type { Metrics } from '@orderflow/telemetry/metrics';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import './route-config.ts';

/** What a request without a route is counted under: paths of strangers must not become label values. */
const unmatched = 'unmatched';

export interface HttpMetrics {
  /** Measures every request to the route, unless it is one of operation. Call it as the route is registered. */
  measureRoute(route: RouteOptions): void;
  /** Measures a request that has no route, once it is answered. */
  measureUnmatched(request: FastifyRequest, reply: FastifyReply): void;
}

/** `http_server_request_duration_seconds`: from the arrival of the headers to the last byte handed to the socket. */
export function createHttpMetrics(metrics: Metrics): HttpMetrics {
  const duration = metrics.histogram(metricNames.httpServerRequestDuration, 'Time to answer a request.', [
    labelNames.httpRoute,
    labelNames.httpRequestMethod,
    labelNames.httpResponseStatusCode,
  ]);
  const labelsOf = (route: string, method: string, status: number) => ({
    http_route: route,
    http_request_method: method,
    http_response_status_code: String(status),
  });

  return {
    measureRoute: (route) => {
      if (route.config?.access === 'operational') return;
      // A hook of the route knows its labels: to ask the request for its route costs more than to measure it.
      const known = new Map<string, ReturnType<typeof labelsOf>>();
      const measure = (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
        const { method } = request;
        const { statusCode } = reply;
        const key = method + statusCode;
        let labels = known.get(key);
        if (labels === undefined) {
          labels = labelsOf(route.url, method, statusCode);
          known.set(key, labels);
        }
        duration.observe(labels, reply.elapsedTime / 1_000);
        done();
      };
      route.onResponse = [measure, ...[route.onResponse ?? []].flat()];
    },
    measureUnmatched: (request, reply) => {
      reply.raw.once('finish', () =>
        duration.observe(labelsOf(unmatched, request.method, reply.statusCode), reply.elapsedTime / 1_000),
      );
    },
  };
}
