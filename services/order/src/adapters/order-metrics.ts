import { labelNames, metricNames } from '@orderflow/telemetry';
import type { Metrics } from '@orderflow/telemetry/metrics';
import type { OrderObserver } from '../application/ports.ts';
import { type PostgresOrderReader, stuckAfterSeconds } from './postgres/order-reader.ts';

/** From accepted to ended: an order takes milliseconds, or as long as an outage and the deadline. */
const durationBuckets = [0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

/** There from the start: the first of its kind would otherwise come as a series, not as an increase. */
const outcomes = ['accepted', 'confirmed', 'cancelled', 'rejected'] as const;

export interface OrderMetricsOptions {
  readonly reader: Pick<PostgresOrderReader, 'openOrders'>;
  readonly deadlineSeconds: number;
}

export const createOrderMetrics = (
  metrics: Metrics,
  { reader, deadlineSeconds }: OrderMetricsOptions,
): OrderObserver => {
  const orders = metrics.counter(metricNames.orders, 'Orders, by what became of them.', [labelNames.outcome]);
  for (const outcome of outcomes) orders.inc({ outcome }, 0);
  const duration = metrics.histogram(
    metricNames.orderDuration,
    'Time from accepted to ended, by outcome.',
    [labelNames.outcome],
    { buckets: durationBuckets },
  );
  let open: Promise<Awaited<ReturnType<PostgresOrderReader['openOrders']>>> | undefined;
  /** The gauges of one scrape ask once. */
  const openOrders = () => {
    open ??= reader.openOrders().finally(() => setImmediate(() => (open = undefined)));
    return open;
  };
  metrics.gauge(metricNames.ordersInFlight, 'Orders that have not ended.', [labelNames.status], {
    collect: async (gauge) => {
      const { pending, reserved } = await openOrders();
      gauge.set({ status: 'PENDING' }, pending);
      gauge.set({ status: 'RESERVED' }, reserved);
    },
  });
  metrics.gauge(metricNames.oldestOpenOrder, 'Age of the oldest order that has not ended.', [], {
    collect: async (gauge) => gauge.set({}, (await openOrders()).oldestSeconds),
  });
  metrics
    .gauge(metricNames.orderDeadline, 'Age at which an open order is cancelled: alerts and dashboards compare with it.')
    .set({}, deadlineSeconds);
  metrics.gauge(
    metricNames.ordersStuck,
    `Orders undecided ${stuckAfterSeconds} s past their deadline, or known by facts alone that long: a person has to look.`,
    [],
    { collect: async (gauge) => gauge.set({}, (await openOrders()).stuck) },
  );
  return {
    accepted: () => orders.inc({ outcome: 'accepted' }),
    ended: (status, durationMs) => {
      const outcome = status.toLowerCase();
      orders.inc({ outcome });
      if (durationMs !== undefined) duration.observe({ outcome }, Math.max(0, durationMs) / 1000);
    },
  };
};
