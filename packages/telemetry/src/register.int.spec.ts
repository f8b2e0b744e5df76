import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startTestPostgres, type TestPostgres } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from './testing/index.ts';

let postgres: TestPostgres;
let receiver: OtlpReceiver;
beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.close());

/** A process with `--import register` that serves a route which queries Postgres, asks itself once, and ends. */
async function run(env: Record<string, string>) {
  const source = `
    import Fastify from 'fastify';
    import { createLogger } from '@orderflow/telemetry/logger';
    import { createMetrics } from '@orderflow/telemetry/metrics';
    import { shutdownTelemetry } from '@orderflow/telemetry';
    import pg from 'pg';
    const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
    const logger = createLogger({ service: 'shop', pretty: false });
    const metrics = createMetrics({ service: 'shop', processMetrics: false });
    const duration = metrics.histogram('request_seconds', 'Requests.');
    const http = Fastify();
    http.addHook('onResponse', (request, reply, done) => { duration.observe({}, reply.elapsedTime / 1000); done(); });
    http.get('/orders/:id', async () => { logger.info('in the handler'); return (await pool.query('select 1 as one')).rows[0]; });
    http.get('/healthz', () => 'ok');
    await http.listen({ host: '127.0.0.1', port: 0 });
    const base = 'http://127.0.0.1:' + http.server.address().port;
    await fetch(base + '/healthz');
    await fetch(base + '/orders/o-1');
    const exposed = await metrics.expose('application/openmetrics-text');
    process.stdout.write(JSON.stringify({ exemplar: /trace_id="([0-9a-f]+)"/.exec(exposed.body)?.[1] }) + '\\n');
    await pool.end();
    await http.close();
    const begin = performance.now();
    await shutdownTelemetry();
    process.stdout.write(JSON.stringify({ flushedMs: performance.now() - begin, sdk: Boolean(globalThis[Symbol.for('opentelemetry.js.api.1')]?.trace) }) + '\\n');
  `;
  const args = ['--conditions=@orderflow/source', '--import', '@orderflow/telemetry/register', '--input-type=module'];
  const child = spawn(process.execPath, [...args, '--eval', source], {
    cwd: import.meta.dirname,
    env: { PATH: process.env.PATH, DATABASE_URL: postgres.adminUrl, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  const lines = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  return { code, stderr, said: Object.assign({}, ...lines), log: lines.find(({ msg }) => msg === 'in the handler') };
}

const shape = ({ service, name, kind, parentSpanId }: ReceivedSpan, all: readonly ReceivedSpan[]) => ({
  service,
  name,
  kind,
  parent: all.find(({ spanId }) => spanId === parentSpanId)?.name,
});

describe('tracing', () => {
  it('sends the spans of a request as one trace, from the client to the query', async () => {
    const { code, stderr, said, log } = await run({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_SERVICE_NAME: 'shop',
    });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const spans = receiver.spans();
    expect(spans.map((span) => shape(span, spans))).toEqual(
      expect.arrayContaining([
        { service: 'shop', name: 'GET', kind: 'client', parent: undefined },
        { service: 'shop', name: 'GET /orders/:id', kind: 'server', parent: 'GET' },
        { service: 'shop', name: expect.stringMatching(/^pg.query/), kind: 'client', parent: expect.any(String) },
      ]),
    );
    const traceIds = new Set(spans.filter(({ name }) => /orders|pg/.test(name)).map(({ traceId }) => traceId));
    expect(traceIds.size).toBe(1);
    expect([...traceIds]).toEqual([said.exemplar]);
    expect(log).toMatchObject({ trace_id: said.exemplar, span_id: expect.any(String) });
    // Probes leave no span of ours; the one there is stands for the client in this test.
    expect(spans.filter(({ attributes }) => attributes['url.path'] === '/healthz')).toMatchObject([{ kind: 'client' }]);
  });

  it.each([
    ['no endpoint', {}],
    ['the SDK disabled', { OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' }],
  ])('is off with %s: the SDK is not even loaded', async (_case, env) => {
    const { code, stderr, said } = await run(env);

    expect({ code, stderr, sdk: said.sdk }).toEqual({ code: 0, stderr: '', sdk: false });
    expect(receiver.spans()).toEqual([]);
  });

  it('does not keep a process alive when the collector is away', async () => {
    const { code, said } = await run({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:1' });

    expect(code).toBe(0);
    expect(said.sdk).toBe(true);
    expect(said.flushedMs).toBeLessThan(5_000);
  });
});
