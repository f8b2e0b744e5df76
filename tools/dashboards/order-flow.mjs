import { bars, dashboard, emptyWhenWell, heatmap, lines, row, stat, states } from './panels.mjs';

const over = (metric, labels) => `sum(increase(${metric}{${labels}}[$__range])) or vector(0)`;
const accepted = 'orders_total{outcome="accepted"}';
const ended = 'orders_total{outcome!="accepted"}';
const confirmed = 'orders_total{outcome="confirmed"}';
const refused = (window) =>
  `sum(rate(http_server_request_duration_seconds_count{http_route="/orders",http_request_method="POST",http_response_status_code=~"5.."}[${window}])) or 0 * sum(orders_total)`;
/** -1 while the order service answers and nothing happens, so that rest does not look like an outage. */
const idle = '0 * sum(orders_total) - 1';

/** Orders that wait: some always do. */
const waiting = [
  [null, 'green'],
  [500, 'orange'],
  [5000, 'red'],
];

// The first screen answers the three questions, from left to right, first in numbers and then over time.
/** A share that is good when it is high, with words for 0 and for when there is nothing to have a share of. */
const share = (title, description, expression, { orange, green, nothing, idle: resting }) =>
  stat(title, description, expression, {
    unit: 'percentunit',
    steps: [
      [null, 'red'],
      [orange, 'orange'],
      [green, 'green'],
    ],
    width: 3,
    decimals: 0,
    noValue: 'order is away',
    texts: [
      ['0', nothing, 'red'],
      ['-1', resting, 'text'],
    ],
  });

export const orderFlow = dashboard(
  'orderflow-order-flow',
  'Order flow',
  'Within ten seconds: are orders flowing, where do they wait, why do payments fail?',
  [
    stat('Accepted', 'Orders accepted a second, over the last minute.', `sum(rate(${accepted}[1m]))`, {
      unit: 'ops',
      width: 3,
    }),
    stat(
      'Refused',
      'POST /orders answered 5xx a second, over the last minute: what the client has to send again.',
      refused('1m'),
      {
        unit: 'ops',
        steps: [
          [null, 'text'],
          [0.001, 'red'],
        ],
        width: 3,
        noValue: 'order is away',
        texts: [['0', 'none', 'green']],
      },
    ),
    share(
      'Flowing?',
      'Ended against asked for (accepted and refused) over the last 5 minutes: 100 % is a system that keeps up, whatever the end.',
      `sum(rate(${ended}[5m])) / (sum(rate(${accepted}[5m])) + (${refused('5m')}) > 0) or ${idle}`,
      { orange: 0.9, green: 0.98, nothing: 'stopped', idle: 'no orders' },
    ),
    share(
      'Confirmed',
      'Share of the orders that ended in the last 5 minutes. The others were cancelled or rejected.',
      `sum(rate(${confirmed}[5m])) / (sum(rate(${ended}[5m])) > 0) or ${idle}`,
      { orange: 0.5, green: 0.8, nothing: 'none', idle: 'none ended' },
    ),
    stat('Waiting for stock', 'Orders that are PENDING.', 'max(orders_in_flight{status="PENDING"})', {
      steps: waiting,
      width: 3,
    }),
    stat('Waiting for payment', 'Orders that are RESERVED.', 'max(orders_in_flight{status="RESERVED"})', {
      steps: waiting,
      width: 3,
    }),
    stat('Payments put off', 'They wait for the gateway, or for their turn after it failed.', 'max(payments_parked)', {
      steps: [
        [null, 'green'],
        [50, 'orange'],
        [500, 'red'],
      ],
      width: 3,
    }),
    stat(
      'Oldest, of its deadline',
      'Age of the oldest open order as a share of `ORDER_DEADLINE_SECONDS`, at which it is cancelled.',
      'max(oldest_open_order_seconds) / max(order_deadline_seconds)',
      {
        unit: 'percentunit',
        steps: [
          [null, 'green'],
          [0.5, 'orange'],
          [1, 'red'],
        ],
        width: 3,
        decimals: 0,
      },
    ),
    lines(
      'Are orders flowing?',
      'Orders a second, accepted and ended by outcome. A gap between the two is work that waits.',
      [
        { expr: `sum(rate(${accepted}[$__rate_interval]))`, legend: 'accepted' },
        { expr: `sum by (outcome) (rate(${ended}[$__rate_interval]))`, legend: '{{outcome}}' },
      ],
      { unit: 'ops' },
    ),
    lines(
      'Where do they wait?',
      'Orders that have not ended: PENDING for stock, RESERVED for payment.',
      [{ expr: 'max by (status) (orders_in_flight)', legend: '{{status}}' }],
      { stack: true },
    ),
    bars(
      'Why do payments fail?',
      'How often, over the time shown, most first: declines by the card’s bank, and calls that failed and are tried again.',
      [
        {
          expr: 'sort_desc(topk(8, sum by (reason) (increase(payment_failures_total[$__range])) > 0))',
          legend: '{{reason}}',
        },
      ],
    ),
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
    row('Payments'),
    lines(
      'Failures',
      'By reason, a second.',
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
      'Open: the other side is away, work waits. It is never a decline. Half-open: the next call is the trial.',
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
      { unit: 'ops' },
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
    lines(
      'Orders refused at the door',
      `Answers 4xx and 5xx to POST /orders. ${emptyWhenWell}`,
      [
        {
          expr: 'sum by (http_response_status_code) (rate(http_server_request_duration_seconds_count{http_route="/orders",http_request_method="POST",http_response_status_code=~"[45].."}[$__rate_interval]))',
          legend: '{{http_response_status_code}}',
        },
      ],
      { unit: 'reqps' },
    ),
  ],
);
