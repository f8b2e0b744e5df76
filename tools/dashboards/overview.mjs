import { dashboard, emptyWhenWell, lines, quantile, row, stat } from './panels.mjs';

const http = 'http_server_request_duration_seconds';
/** Both SLOs as the alerts measure them: recorded by deploy/prometheus/rules. */
const burn = (slo) => [
  { expr: `slo:${slo}:burn_rate1h`, legend: 'last hour' },
  { expr: `slo:${slo}:burn_rate6h`, legend: 'last 6 hours' },
];
const burnSteps = [
  [null, 'green'],
  [6, 'orange'],
  [14.4, 'red'],
];

export const overview = dashboard(
  'orderflow-overview',
  'Overview',
  'Are orders flowing, and are we keeping what we promise?',
  [
    stat('Accepted', 'Orders accepted a second.', 'sum(rate(orders_total{outcome="accepted"}[1m]))', { unit: 'ops' }),
    stat(
      'Ended',
      'Orders that reached their end a second. At rest it equals Accepted.',
      'sum(rate(orders_total{outcome!="accepted"}[1m]))',
      { unit: 'ops' },
    ),
    stat(
      'Confirmed',
      'Share of the orders that ended in the last 5 minutes.',
      'sum(rate(orders_total{outcome="confirmed"}[5m])) / sum(rate(orders_total{outcome!="accepted"}[5m]))',
      {
        unit: 'percentunit',
        steps: [
          [null, 'red'],
          [0.5, 'orange'],
          [0.8, 'green'],
        ],
        decimals: 1,
      },
    ),
    stat(
      'Oldest open order',
      'Age of the oldest order that has not ended. Orange: beyond the 10 s of the service level. Its share of the deadline is on Order flow.',
      'max(oldest_open_order_seconds)',
      {
        unit: 's',
        steps: [
          [null, 'green'],
          [10, 'orange'],
        ],
      },
    ),
    stat(
      'Dead letters',
      'Messages parked in the last 24 hours. Each wants a person: `orderflow dlq list`.',
      'sum(increase(dead_letters_total[24h])) or vector(0)',
      {
        steps: [
          [null, 'green'],
          [1, 'red'],
        ],
        decimals: 0,
      },
    ),
    stat(
      'Breakers open',
      'Circuit breakers that refuse calls. One that is half-open is not counted: it waits for the next call to try.',
      'sum(circuit_breaker_state == bool 2)',
      {
        steps: [
          [null, 'green'],
          [1, 'red'],
        ],
      },
    ),
    row('Service level'),
    lines(
      'HTTP availability: how fast the error budget burns',
      'Objective 99.9 % of requests answered without 5xx. 1 spends the budget in 30 days; pages at 14.4 (1 h) and 6 (6 h).',
      burn('http'),
      { steps: burnSteps },
    ),
    lines(
      'Orders ended within 10 s: how fast the error budget burns',
      'Objective 99 % of accepted orders. 1 spends the budget in 30 days.',
      burn('orders'),
      { steps: burnSteps },
    ),
    lines(
      'Answers that are errors',
      `Requests a second answered 5xx, by service and status. ${emptyWhenWell}`,
      [
        {
          expr: `sum by (service, http_response_status_code) (rate(${http}_count{http_response_status_code=~"5.."}[$__rate_interval]))`,
          legend: '{{service}} {{http_response_status_code}}',
        },
      ],
      { unit: 'reqps' },
    ),
    row('Flow'),
    lines(
      'Orders',
      'Accepted and ended. The gap between the two is work that waits.',
      [
        { expr: 'sum(rate(orders_total{outcome="accepted"}[$__rate_interval]))', legend: 'accepted' },
        { expr: 'sum by (outcome) (rate(orders_total{outcome!="accepted"}[$__rate_interval]))', legend: '{{outcome}}' },
      ],
      { unit: 'ops' },
    ),
    lines(
      'Time to accept',
      'POST /orders until its answer: the log has stored the order by then.',
      [
        { expr: quantile(0.5, http, { where: 'http_route="/orders",http_request_method="POST"' }), legend: 'p50' },
        {
          expr: quantile(0.99, http, { where: 'http_route="/orders",http_request_method="POST"' }),
          legend: 'p99',
          exemplar: true,
        },
      ],
      {
        unit: 's',
        steps: [
          [null, 'green'],
          [0.05, 'orange'],
        ],
      },
    ),
    lines(
      'Time to the end',
      'From accepted to terminal, all outcomes.',
      [
        { expr: quantile(0.5, 'order_duration_seconds'), legend: 'p50' },
        { expr: quantile(0.99, 'order_duration_seconds'), legend: 'p99', exemplar: true },
      ],
      {
        unit: 's',
        steps: [
          [null, 'green'],
          [10, 'red'],
        ],
      },
    ),
    row('Processes'),
    lines('Up', 'Targets that answer Prometheus.', [{ expr: 'sum by (job) (up)', legend: '{{job}}' }]),
    lines('CPU', 'Cores in use, by service.', [
      { expr: 'sum by (service) (rate(process_cpu_seconds_total[$__rate_interval]))', legend: '{{service}}' },
    ]),
    lines(
      'Memory',
      'Resident, by service. Flat over hours is what it should be.',
      [{ expr: 'sum by (service) (process_resident_memory_bytes)', legend: '{{service}}' }],
      { unit: 'bytes' },
    ),
  ],
);
