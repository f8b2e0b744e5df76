// Not a test: the process that register.int.spec.ts starts. A route that queries Postgres; it asks itself once and ends.
import { trace } from '@opentelemetry/api';
import Fastify from 'fastify';
import pg from 'pg';
import { inRequestSpan, shutdownTelemetry } from './index.ts';
import { createLogger } from './logger.ts';
import { createMetrics } from './metrics.ts';

// For a test of exports that fail: spans until it is ended, the first export begun while another span is active.
const tracer = trace.getTracer('shop');
const leaveSpan = () => tracer.startSpan('x').end();
if (process.env.KEEP_TRACING) {
  tracer.startActiveSpan('outer', leaveSpan);
  setInterval(leaveSpan, 20);
}

const say = (fact: object) => process.stdout.write(`${JSON.stringify(fact)}\n`);

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
const logger = createLogger({ service: 'shop', pretty: false });
const metrics = createMetrics({ service: 'shop', processMetrics: false });
const duration = metrics.histogram('request_seconds', 'Requests.');

const http = Fastify();
http.addHook('onRequest', ({ method, url, headers, routeOptions }, { raw: response }, done) => {
  const header = (name: string) => headers[name]?.toString();
  if (url === '/healthz') done();
  else inRequestSpan({ method, url, route: routeOptions.url, header, response }, done);
});
http.addHook('onResponse', (_request, reply, done) => {
  duration.observe({}, reply.elapsedTime / 1_000);
  done();
});
http.get('/healthz', () => 'ok');
http.get('/orders/:id', async () => {
  logger.info('in the handler');
  const { rows } = await pool.query('select 1 as one');
  return rows[0];
});

const base = await http.listen({ host: '127.0.0.1', port: 0 });
await fetch(`${base}/healthz`);
await fetch(`${base}/orders/o-1`);
const { body } = await metrics.expose('application/openmetrics-text');
say({
  exemplar: /trace_id="([0-9a-f]+)"/.exec(body)?.[1],
  recording: trace.getTracer('shop').startSpan('x').isRecording(),
});
say({ sdkLoaded: 'opentelemetry.js.api.1' in globalThis || Symbol.for('opentelemetry.js.api.1') in globalThis });
await pool.end();
await http.close();

const begin = performance.now();
await shutdownTelemetry();
say({ flushedMs: performance.now() - begin });
