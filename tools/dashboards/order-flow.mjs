import { bars, dashboard, emptyWhenWell, heatmap, lines, row, stat, states } from './panels.mjs';

const over = (metric, labels) => `sum(increase(${metric}{${labels}}[$__range])) or vector(0)`;

export const orderFlow = dashboard(
  'orderflow-order-flow',
  'Order flow',
  'Within ten seconds: are orders flowing, where do they wait, why do payments fail?',
  [
    stat(
      'Flowing?',
      'Ended against accepted over the last 5 minutes: 100 % is a system that keeps up.',
      'sum(rate(orders_total{outcome!="accepted"}[5m])) / sum(rate(orders_total{outcome="accepted"}[5m]))',
      {
        unit: 'percentunit',
        steps: [
          [null, 'red'],
          [0.9, 'orange'],
          [0.98, 'green'],
        ],
        width: 5,
        decimals: 0,
      },
    ),
    stat('Waiting for stock', 'Orders that are PENDING.', 'max(orders_in_flight{status="PENDING"})', {
      steps: [
        [null, 'green'],
        [500, 'orange'],
        [5000, 'red'],
      ],
      width: 5,
    }),
    stat('Waiting for payment', 'Orders that are RESERVED.', 'max(orders_in_flight{status="RESERVED"})', {
      steps: [
        [null, 'green'],
        [500, 'orange'],
        [5000, 'red'],
      ],
      width: 5,
    }),
    stat('Payments put off', 'They wait for the gateway, or for their turn after it failed.', 'max(payments_parked)', {
      steps: [
        [null, 'green'],
        [50, 'orange'],
        [500, 'red'],
      ],
      width: 5,
    }),
    stat('Oldest open order', 'Its deadline is 120 s.', 'max(oldest_open_order_seconds)', {
      unit: 's',
      steps: [
        [null, 'green'],
        [10, 'orange'],
        [120, 'red'],
      ],
      width: 4,
    }),
    row('The way of an order'),
    bars('Funnel', 'How many came so far, over the time shown.', [
      { expr: over('orders_total', 'outcome="accepted"'), legend: 'accepted' },
      { expr: over('stock_reservations_total', 'outcome="reserved"'), legend: 'reserved' },
      { expr: over('payment_attempts_total', 'outcome="approved"'), legend: 'paid' },
      { expr: over('orders_total', 'outcome="confirmed"'), legend: 'confirmed' },
    ]),
    heatmap(
      'From accepted to the end',
      'All orders that ended. Bands far above the usual one are orders that waited. The dots are traces.',
      'sum by (le) (increase(order_duration_seconds_bucket[$__rate_interval]))',
      { width: 16 },
    ),
    lines(
      'Outcomes',
      'Orders that ended a second.',
      [{ expr: 'sum by (outcome) (rate(orders_total{outcome!="accepted"}[$__rate_interval]))', legend: '{{outcome}}' }],
      { unit: 'ops', stack: true },
    ),
    lines(
      'In flight',
      'Orders that have not ended, by what they wait for.',
      [{ expr: 'max by (status) (orders_in_flight)', legend: '{{status}}' }],
      { stack: true },
    ),
    lines(
      'Compensations',
      'What was undone: stock given back, money given back, orders that were over before their stock was asked for.',
      [
        {
          expr: 'sum by (outcome) (rate(stock_reservations_total{outcome=~"released|late"}[$__rate_interval]))',
          legend: 'stock {{outcome}}',
        },
        { expr: 'sum(rate(payment_attempts_total{outcome="refunded"}[$__rate_interval]))', legend: 'money refunded' },
      ],
      { unit: 'ops' },
    ),
    row('Payments'),
    lines(
      'Why payments fail',
      'Declines by the card’s bank, and calls that failed, a second.',
      [{ expr: 'sum by (reason) (rate(payment_failures_total[$__rate_interval])) > 0', legend: '{{reason}}' }],
      { unit: 'ops', stack: true },
    ),
    lines(
      'Attempts',
      'By what came of them. `failed` is tried again under the same key.',
      [{ expr: 'sum by (outcome) (rate(payment_attempts_total[$__rate_interval]))', legend: '{{outcome}}' }],
      { unit: 'ops' },
    ),
    states(
      'Circuit breakers',
      'Open: the other side is away, work waits. It is never a decline.',
      { expr: 'max by (name) (circuit_breaker_state)', legend: '{{name}}' },
      [
        ['0', 'closed', 'green'],
        ['1', 'half-open', 'orange'],
        ['2', 'open', 'red'],
      ],
    ),
    row('Stock'),
    lines(
      'Decisions on stock',
      'Each decision once.',
      [{ expr: 'sum by (outcome) (rate(stock_reservations_total[$__rate_interval]))', legend: '{{outcome}}' }],
      { unit: 'ops', width: 12 },
    ),
    lines(
      'Orders refused at the door',
      `Answers 4xx and 5xx to POST /orders. ${emptyWhenWell}`,
      [
        {
          expr: 'sum by (http_response_status_code) (rate(http_server_request_duration_seconds_count{http_route="/orders",http_request_method="POST",http_response_status_code=~"[45].."}[$__rate_interval]))',
          legend: '{{http_response_status_code}}',
        },
      ],
      { unit: 'reqps', width: 12 },
    ),
  ],
);
