import { labelNames, metricNames } from '@orderflow/telemetry';
import type { Logger } from '@orderflow/telemetry/logger';
import type { Metrics } from '@orderflow/telemetry/metrics';
import { type FailureReason, failureReasons } from '../application/gateway.ts';
import type { PaymentObserver } from '../application/observer.ts';
import type { PaymentStore } from '../application/store.ts';

// Providers know hundreds of decline codes: the ones that dashboards tell apart, and `other`.
const knownDeclines: ReadonlySet<string> = new Set([
  'authentication_required',
  'card_declined',
  'do_not_honor',
  'expired_card',
  'fraudulent',
  'generic_decline',
  'incorrect_cvc',
  'insufficient_funds',
  'invalid_token',
  'lost_card',
  'processing_error',
  'resource_missing',
  'stolen_card',
  'withdrawn',
]);

/** `payment_attempts_total`, `payment_failures_total`, and how many payments wait. */
export const createPaymentMetrics = (
  metrics: Metrics,
  logger: Logger,
  store: Pick<PaymentStore, 'countParked'>,
): PaymentObserver => {
  const attempts = metrics.counter(metricNames.paymentAttempts, 'Attempts at the gateway, by what came of them.', [
    labelNames.outcome,
  ]);
  const failures = metrics.counter(metricNames.paymentFailures, 'Declined charges and failed calls, by reason.', [
    labelNames.reason,
  ]);
  metrics.gauge(metricNames.paymentsParked, 'Payments that wait for the gateway or for their turn.', [], {
    collect: async (gauge) => gauge.set({}, await store.countParked()),
  });
  for (const outcome of ['approved', 'declined', 'refunded', 'failed']) attempts.inc({ outcome }, 0);
  for (const reason of [...failureReasons, ...knownDeclines, 'other']) failures.inc({ reason }, 0);

  return {
    approved: () => attempts.inc({ outcome: 'approved' }),
    declined: (reason) => {
      attempts.inc({ outcome: 'declined' });
      failures.inc({ reason: knownDeclines.has(reason) ? reason : 'other' });
    },
    refunded: () => attempts.inc({ outcome: 'refunded' }),
    parked: (orderId: string, reason: FailureReason) => {
      attempts.inc({ outcome: 'failed' });
      failures.inc({ reason });
      logger.debug({ orderId, reason }, 'the payment is put off');
    },
  };
};
