import { createLogger } from '@orderflow/telemetry/logger';
import { createMetrics } from '@orderflow/telemetry/metrics';
import { expect, it } from 'vitest';
import { createPaymentMetrics } from './payment-metrics.ts';

it('payment_failures_total has each reason from the start, and one for all that are not known', async () => {
  const metrics = createMetrics({ service: 'payment', processMetrics: false });
  const logger = createLogger({ service: 'payment', level: 'silent' });
  const observer = createPaymentMetrics(metrics, logger, { countParked: async () => 0 });
  const count = async (reason: string) =>
    (await metrics.expose()).body.match(
      new RegExp(`^payment_failures_total\\{.*reason="${reason}".*\\} (\\d+)`, 'm'),
    )?.[1];

  expect([await count('insufficient_funds'), await count('other')]).toEqual(['0', '0']);
  observer.declined('insufficient_funds');
  observer.declined('a_code_of_tomorrow');
  expect([await count('insufficient_funds'), await count('other')]).toEqual(['1', '1']);
});
