import { expect, it } from 'vitest';
import { createSdkLog } from './sdk-log.ts';

const start = () => {
  const warnings: (readonly [object, string])[] = [];
  let clockMs = 0;
  const log = createSdkLog({
    endpoint: 'http://127.0.0.1:9',
    warn: (fields, message) => warnings.push([fields, message]),
    now: () => clockMs,
  });
  return { ...log, warnings, passMs: (ms: number) => (clockMs += ms) };
};
const refused = JSON.stringify({ name: 'Error', message: '14 UNAVAILABLE: connect ECONNREFUSED', stack: 'Error: …' });

it('says each complaint about a setting', () => {
  const { logger, warnings } = start();

  logger.error('unknown OTEL_TRACES_SAMPLER value "nonsense", using default');
  logger.warn('URL protocol should be http(s)://. Using http://.');

  expect(warnings.map(([, message]) => message)).toEqual([
    'OpenTelemetry: unknown OTEL_TRACES_SAMPLER value "nonsense", using default. Look at the variables OTEL_*',
    'OpenTelemetry: URL protocol should be http(s)://. Using http://. Look at the variables OTEL_*',
  ]);
});

it('says once a minute that exports fail, and how often it kept silent', () => {
  const { logger, running, warnings, passMs } = start();
  running();

  for (let failure = 0; failure < 4; failure += 1) logger.error(refused);
  passMs(59_999);
  logger.error(refused);
  expect(warnings).toHaveLength(1);
  passMs(1);
  logger.error(refused);

  const said = { endpoint: 'http://127.0.0.1:9', reason: '14 UNAVAILABLE: connect ECONNREFUSED' };
  expect(warnings.map(([fields]) => fields)).toEqual([said, { ...said, unsaid: 4 }]);
  expect(warnings[0]?.[1]).toMatch(/^spans are lost; .*OTEL_EXPORTER_OTLP_ENDPOINT/);
});

it('says that spans find no room, and nothing else that the SDK merely warns of', () => {
  const { logger, running, warnings } = start();
  running();

  logger.warn('Dropped 3 links because linkCountLimit reached');
  logger.info('anything');
  expect(warnings).toEqual([]);
  logger.warn('Dropped 12 spans because maxQueueSize reached');

  expect(warnings).toHaveLength(1);
});
