import type { Metrics } from '@orderflow/telemetry/metrics';
import { Type } from 'typebox';
import type { Http } from './http.ts';
import type { Readiness } from './readiness.ts';
import { operational } from './route-config.ts';

const tags = ['operations'];
const partSchema = Type.Object({
  state: Type.Enum(['ok', 'degraded', 'down']),
  reason: Type.Optional(Type.String()),
});
const readinessSchema = Type.Object({
  state: Type.Enum(['ok', 'degraded', 'down', 'draining']),
  parts: Type.Record(Type.String(), partSchema),
});

/** `/healthz`: restart me when it fails. `/readyz`: send me traffic while it is 200. `/metrics`: for Prometheus. */
export function registerOperations(http: Http, options: { readonly readiness: Readiness; readonly metrics: Metrics }) {
  http.get(
    '/healthz',
    {
      config: operational,
      schema: { tags, summary: 'Is the process alive?', response: { 200: Type.Object({ state: Type.Literal('ok') }) } },
    },
    () => ({ state: 'ok' as const }),
  );

  http.get(
    '/readyz',
    {
      config: operational,
      schema: {
        tags,
        summary: 'Should the process get traffic?',
        response: { 200: readinessSchema, 503: readinessSchema },
      },
    },
    (_request, reply) => {
      const snapshot = options.readiness.snapshot();
      const takesTraffic = snapshot.state === 'ok' || snapshot.state === 'degraded';
      reply.code(takesTraffic ? 200 : 503).header('cache-control', 'no-store');
      return snapshot;
    },
  );

  http.get('/metrics', { config: operational, schema: { hide: true } }, async (request, reply) => {
    const { contentType, body } = await options.metrics.expose(request.headers.accept);
    return reply.header('content-type', contentType).send(body);
  });
}
