import { AppError } from '@orderflow/errors';
import { createLogger } from '@orderflow/telemetry/logger';
import { createMetrics } from '@orderflow/telemetry/metrics';
import { describe, expect, it } from 'vitest';
import { createBreakerObserver, createBusObserver, createGroupCommitObserver } from './observers.ts';

function given() {
  const lines: string[] = [];
  const logger = createLogger({ service: 'x', pretty: false, destination: { write: (line) => lines.push(line) } });
  const metrics = createMetrics({ service: 'x', processMetrics: false });
  const series = async () =>
    (await metrics.expose()).body
      .split('\n')
      .filter((line) => !line.startsWith('#') && !line.includes('_bucket{'))
      .map((line) => line.replace(/,?service="x",?/, '').replace('{}', ''));
  return { logger, metrics, lines, series };
}

describe('what happens inside is measured', () => {
  it('for the bus', async () => {
    const { logger, metrics, lines, series } = given();
    const observer = createBusObserver(metrics, logger);

    observer.published?.({ type: 'orders.created', durationMs: 4, errorCode: undefined, traceId: undefined });
    observer.published?.({
      type: 'orders.created',
      durationMs: 9,
      errorCode: 'LOG_UNAVAILABLE',
      traceId: undefined,
    });
    observer.processed?.({ type: 'orders.created', durable: 'order-projector', durationMs: 2 });
    observer.redelivered?.('order-projector');
    observer.deadLettered?.({ durable: 'order-projector', code: 'UNDECODABLE', messageId: 'o-1:orders.created' });
    observer.windowInUse?.(17);
    observer.held?.('order-projector', true);
    observer.rebuilt?.('order-projector');

    expect(await series()).toEqual(
      expect.arrayContaining([
        'messaging_client_sent_messages_total{messaging_destination_template="orders.created",error_type=""} 1',
        'messaging_client_sent_messages_total{messaging_destination_template="orders.created",error_type="LOG_UNAVAILABLE"} 1',
        'messaging_client_operation_duration_seconds_sum{messaging_destination_template="orders.created",error_type=""} 0.004',
        'messaging_process_duration_seconds_count{messaging_destination_template="orders.created",messaging_consumer_group_name="order-projector",error_type=""} 1',
        'messaging_redeliveries_total{messaging_consumer_group_name="order-projector"} 1',
        'dead_letters_total{consumer="order-projector",reason="UNDECODABLE"} 1',
        'messaging_publish_window_in_use 17',
        'messaging_consumer_held{messaging_consumer_group_name="order-projector"} 1',
        'messaging_consumers_rebuilt_total{messaging_consumer_group_name="order-projector"} 1',
      ]),
    );
    expect(lines.join('')).toContain('"messageId":"o-1:orders.created"');
  });

  it('for breakers: closed from the start, then as they change', async () => {
    const { logger, metrics, series } = given();
    const observe = createBreakerObserver(metrics, logger);

    observe('payment');
    observe('stripe')('open');

    expect(await series()).toEqual(
      expect.arrayContaining(['circuit_breaker_state{name="payment"} 0', 'circuit_breaker_state{name="stripe"} 2']),
    );
  });

  it('for group commits', async () => {
    const { logger, metrics, lines, series } = given();
    const observer = createGroupCommitObserver(metrics, logger);

    observer.committed?.('orders', 12, 30);
    observer.split?.('orders', 12, new AppError('INTERNAL', 'check violated'));

    expect(await series()).toEqual(
      expect.arrayContaining([
        'group_commit_size_sum{name="orders"} 12',
        'group_commit_duration_seconds_sum{name="orders"} 0.03',
      ]),
    );
    expect(lines).toHaveLength(1);
  });
});
