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

/** Runs the fixture under `--import register` to its end, or until it has said something; returns what it said. */
async function run(env: Record<string, string>, until?: string) {
  const register = new URL('./register.ts', import.meta.url).href;
  const fixture = new URL('./traced-process.fixture.spec.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--conditions=@orderflow/source', '--import', register, fixture], {
    env: { PATH: process.env.PATH, DATABASE_URL: postgres.adminUrl, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    if (until !== undefined && stdout.includes(until)) child.kill();
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  const lines = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  return {
    code,
    stderr,
    said: Object.assign({}, ...lines),
    log: lines.find(({ msg }) => msg === 'in the handler'),
    warnings: lines.filter(({ level }) => level === 'warn'),
  };
}

const shape = ({ service, name, kind, parentSpanId }: ReceivedSpan, all: readonly ReceivedSpan[]) => ({
  service,
  name,
  kind,
  parent: all.find(({ spanId }) => spanId === parentSpanId)?.name,
});

describe('tracing', () => {
  it('sends the spans of a request as one trace, from the client to the query', async () => {
    const { code, stderr, said, log, warnings } = await run({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_SERVICE_NAME: 'shop',
    });

    expect({ code, stderr, warnings }).toEqual({ code: 0, stderr: '', warnings: [] });
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

    expect({ code, stderr, ...said }).toMatchObject({ code: 0, stderr: '', sdkLoaded: false, recording: false });
    expect(receiver.spans()).toEqual([]);
  });

  it('does not keep a process alive when the collector is away', async () => {
    const { code, said } = await run({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:1' });

    expect(code).toBe(0);
    expect(said).toMatchObject({ sdkLoaded: true, recording: true });
    expect(said.flushedMs).toBeLessThan(5_000);
  });

  it('says in the log that the collector is away, and that the sampler is unknown', async () => {
    const endpoint = 'http://127.0.0.1:1';
    const { stderr, warnings } = await run(
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        OTEL_TRACES_SAMPLER: 'nonsense',
        OTEL_SERVICE_NAME: 'shop',
        OTEL_EXPORTER_OTLP_TIMEOUT: '1000',
        OTEL_BSP_SCHEDULE_DELAY: '10',
        KEEP_TRACING: 'true',
      },
      'spans are lost',
    );

    expect(stderr).toBe('');
    expect(warnings).toMatchObject([
      { service: 'shop', msg: expect.stringContaining('unknown OTEL_TRACES_SAMPLER value "nonsense"') },
      { service: 'shop', endpoint, reason: expect.stringContaining('ECONNREFUSED') },
    ]);
    // It is about no trace in particular.
    expect(warnings[1]).not.toHaveProperty('trace_id');
  });

  it('says that an endpoint is no URL, and goes on without traces', async () => {
    const { code, said, warnings } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: 'not a url' });

    expect({ code, ...said }).toMatchObject({ code: 0, recording: false });
    expect(warnings).toMatchObject([{ endpoint: 'not a url', msg: expect.stringContaining('is no URL') }]);
  });
});
