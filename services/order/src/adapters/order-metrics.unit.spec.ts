import { createMetrics } from '@orderflow/telemetry/metrics';
import { expect, it } from 'vitest';
import { createOrderMetrics } from './order-metrics.ts';

it('orders_total is there with every outcome before the first order, and counts each', async () => {
  const metrics = createMetrics({ service: 'order', processMetrics: false });
  const openOrders = async () => ({ pending: 0, reserved: 0, oldestSeconds: 0, stuck: 0 });
  const observer = createOrderMetrics(metrics, { openOrders });
  const counted = async () => [
    ...(await metrics.expose()).body.matchAll(/^orders_total\{.*outcome="(\w+)".*\} (\d+)/gm),
  ];

  expect((await counted()).map(([, outcome, count]) => [outcome, count])).toEqual(
    ['accepted', 'confirmed', 'cancelled', 'rejected'].map((outcome) => [outcome, '0']),
  );
  observer.ended('CONFIRMED', 12);
  expect((await counted()).find(([, outcome]) => outcome === 'confirmed')?.[2]).toBe('1');
});
