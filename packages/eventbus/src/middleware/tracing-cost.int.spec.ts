import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('a message that is not sampled costs less than a twentieth of one that is, with the SDK in place', async () => {
  const register = new URL('../../../telemetry/src/register.ts', import.meta.url).href;
  const fixture = new URL('./tracing-cost.fixture.spec.ts', import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@orderflow/source', '--import', register, fixture],
    // Nothing is exported while it measures: only what the handlers themselves pay counts.
    {
      env: {
        PATH: process.env.PATH,
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
        OTEL_BSP_SCHEDULE_DELAY: '600000',
        OTEL_BSP_MAX_QUEUE_SIZE: '100000',
        OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '100000',
      },
    },
  );
  const took: { recording: boolean; unsampledNs: number; sampledNs: number } = JSON.parse(stdout);
  expect(took.recording).toBe(true);
  expect(took.unsampledNs / took.sampledNs, stdout).toBeLessThan(0.05);
});
