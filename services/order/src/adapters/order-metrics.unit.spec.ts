import { createMetrics } from '@orderflow/telemetry/metrics';
import { expect, it } from 'vitest';
import { createOrderMetrics } from './order-metrics.ts';

const openOrders = async () => ({ pending: 0, reserved: 0, oldestSeconds: 0, stuck: 0 });

it('orders_total is there with every outcome before the first order, and counts each', async () => {
  const metrics = createMetrics({ service: 'order', processMetrics: false });
  const observer = createOrderMetrics(metrics, { reader: { openOrders }, deadlineSeconds: 120 });
  const counted = async () => [
    ...(await metrics.expose()).body.matchAll(/^orders_total\{.*outcome="(\w+)".*\} (\d+)/gm),
  ];

  expect((await counted()).map(([, outcome, count]) => [outcome, count])).toEqual(
    ['accepted', 'confirmed', 'cancelled', 'rejected'].map((outcome) => [outcome, '0']),
  );
  observer.ended('CONFIRMED', 12);
  expect((await counted()).find(([, outcome]) => outcome === 'confirmed')?.[2]).toBe('1');
});

it('order_deadline_seconds says what the age of the oldest order is compared with', async () => {
  const metrics = createMetrics({ service: 'order', processMetrics: false });
  createOrderMetrics(metrics, { reader: { openOrders }, deadlineSeconds: 86_400 });

  expect((await metrics.expose()).body).toContain('order_deadline_seconds{service="order"} 86400');
});
