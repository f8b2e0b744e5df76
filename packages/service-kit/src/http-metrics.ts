import { labelNames, metricNames } from '@orderflow/telemetry';
import type { Metrics } from '@orderflow/telemetry/metrics';
import type { onResponseHookHandler } from 'fastify';

/** What a request without a route is counted under: paths of strangers must not become label values. */
const unmatched = 'unmatched';

/** Measures every request but those of operation. */
export function createHttpMetrics(metrics: Metrics): onResponseHookHandler {
  const duration = metrics.histogram(
    metricNames.httpServerRequestDuration,
    'Time from the arrival of the headers to the last byte handed to the socket.',
    [labelNames.httpRoute, labelNames.httpRequestMethod, labelNames.httpResponseStatusCode],
  );
  return (request, reply, done) => {
    const { config, url = unmatched } = request.routeOptions;
    if (config.operational !== true) {
      duration.observe(
        {
          http_route: url,
          http_request_method: request.method,
          http_response_status_code: String(reply.statusCode),
        },
        reply.elapsedTime / 1_000,
      );
    }
    done();
  };
}
