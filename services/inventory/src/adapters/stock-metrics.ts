import { labelNames, metricNames } from '@orderflow/telemetry';
import type { Metrics } from '@orderflow/telemetry/metrics';
import type { ReservationOutcome, StockObserver } from '../application/ports.ts';

const outcomes: readonly ReservationOutcome[] = ['reserved', 'rejected', 'sold', 'released', 'late'];

/** `stock_reservations_total`: each decision once, repeats not at all. */
export const createStockMetrics = (metrics: Metrics): StockObserver => {
  const decided = metrics.counter(metricNames.stockReservations, 'Decisions on the stock of orders, by outcome.', [
    labelNames.outcome,
  ]);
  for (const outcome of outcomes) decided.inc({ outcome }, 0);
  return { reservation: (outcome) => decided.inc({ outcome }) };
};
