import type { BusObserver } from '@orderflow/eventbus';
import type { GroupCommitObserver } from '@orderflow/postgres';
import { labelNames, metricNames } from '@orderflow/telemetry';
import type { Logger } from '@orderflow/telemetry/logger';
import type { Metrics } from '@orderflow/telemetry/metrics';
import { createLogThrottle } from './log-throttle.ts';

/** Counts what the bus does, and logs what a person may have to act on. One for each bus of a process. */
export function createBusObserver(metrics: Metrics, logger: Logger): BusObserver {
  const { messagingDestinationTemplate, messagingConsumerGroupName, errorType, consumer, reason } = labelNames;
  const sent = metrics.counter(metricNames.messagesSent, 'Messages published, by how it ended.', [
    messagingDestinationTemplate,
    errorType,
  ]);
  const sendDuration = metrics.histogram(
    metricNames.messagingOperationDuration,
    'Time from publish to the answer of the log.',
    [messagingDestinationTemplate, errorType],
  );
  const processDuration = metrics.histogram(
    metricNames.messagingProcessDuration,
    'Time a handler took, by how it ended.',
    [messagingDestinationTemplate, messagingConsumerGroupName, errorType],
  );
  const redeliveries = metrics.counter(metricNames.redeliveries, 'Messages that came again.', [
    messagingConsumerGroupName,
  ]);
  const deadLetters = metrics.counter(metricNames.deadLetters, 'Messages parked as dead letters.', [consumer, reason]);
  const windowInUse = metrics.gauge(metricNames.publishWindowInUse, 'Published and not yet answered.');
  const held = metrics.gauge(metricNames.consumerHeld, '1 while the durable holds its messages: something is away.', [
    messagingConsumerGroupName,
  ]);
  const rebuilt = metrics.counter(metricNames.consumersRebuilt, 'Durables that were gone and made again.', [
    messagingConsumerGroupName,
  ]);
  const throttle = createLogThrottle(1_000);

  return {
    published: ({ type, durationMs, errorCode, traceId }) => {
      const labels = { messaging_destination_template: type, error_type: errorCode ?? '' };
      sent.inc(labels);
      sendDuration.observe(labels, durationMs / 1_000, traceId);
    },
    processed: ({ type, durable, durationMs, errorCode }) => {
      const labels = {
        messaging_destination_template: type,
        messaging_consumer_group_name: durable,
        error_type: errorCode ?? '',
      };
      processDuration.observe(labels, durationMs / 1_000);
    },
    redelivered: (durable) => redeliveries.inc({ messaging_consumer_group_name: durable }),
    deadLettered: ({ durable, code, messageId }) => {
      deadLetters.inc({ consumer: durable, reason: code });
      logger.error({ durable, code, messageId }, 'dead letter stored');
    },
    deadLetterRefused: (durable, error) =>
      throttle(`refused ${durable}`, (suppressed) =>
        logger.error({ durable, err: error, suppressed }, 'a dead letter could not be stored; its message comes again'),
      ),
    windowInUse: (messages) => windowInUse.set({}, messages),
    held: (durable, holding, reason) => {
      held.set({ messaging_consumer_group_name: durable }, holding ? 1 : 0);
      logger.warn(
        { durable, holding, code: reason?.code, reason: reason?.message },
        holding ? 'holding messages: something is away' : 'going on',
      );
    },
    rebuilt: (durable) => {
      rebuilt.inc({ messaging_consumer_group_name: durable });
      logger.error({ durable }, 'the durable was gone and has been made again');
    },
    problem: (sentence) => throttle(sentence, (suppressed) => logger.warn({ suppressed }, sentence)),
  };
}

export type BreakerState = 'closed' | 'half_open' | 'open';
const stateNumbers: Readonly<Record<BreakerState, number>> = { closed: 0, half_open: 1, open: 2 };

/**
 * `circuit_breaker_state`. Make it once, and give `observe('stripe')` as `onStateChange` to the breaker of that name:
 * it begins as closed.
 */
export function createBreakerObserver(
  metrics: Metrics,
  logger: Logger,
): (name: string) => (state: BreakerState, why?: string) => void {
  const state = metrics.gauge(metricNames.circuitBreakerState, '0 closed, 1 half-open, 2 open.', [labelNames.name]);
  return (name) => {
    state.set({ name }, stateNumbers.closed);
    return (now, why) => {
      state.set({ name }, stateNumbers[now]);
      const because = why === undefined ? '' : `: ${why}`;
      logger.warn({ breaker: name, state: now }, `circuit breaker ${name} is ${now}${because}`);
    };
  };
}

/** `group_commit_size` and `group_commit_duration_seconds`. One for all the groups of a process. */
export function createGroupCommitObserver(metrics: Metrics, logger: Logger): GroupCommitObserver {
  const size = metrics.histogram(metricNames.groupCommitSize, 'Requests in one transaction.', [labelNames.name], {
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    exemplars: false,
  });
  const duration = metrics.histogram(
    metricNames.groupCommitDuration,
    'Time from the first request taken into a transaction to its commit.',
    [labelNames.name],
  );
  return {
    committed: (name, requests, durationMs, traceId) => {
      size.observe({ name }, requests);
      duration.observe({ name }, durationMs / 1_000, traceId);
    },
    split: (name, requests, error) =>
      logger.warn({ group: name, requests, err: error }, 'a batch was refused for its data: one by one'),
  };
}
