import { dashboard, emptyWhenWell, heatmap, lines, quantile, row, stat } from './panels.mjs';

const http = 'http_server_request_duration_seconds';
const one = 'service=~"$service"';

export const service = dashboard(
  'orderflow-service',
  'Service',
  'Rate, errors, duration of one service, and how its process is.',
  [
    stat('Requests', 'A second, without health checks and metrics.', `sum(rate(${http}_count{${one}}[1m]))`, {
      unit: 'reqps',
      width: 6,
    }),
    stat(
      'Errors',
      'Share of requests answered 5xx in the last 5 minutes.',
      `(sum(rate(${http}_count{${one},http_response_status_code=~"5.."}[5m])) or vector(0)) / sum(rate(${http}_count{${one}}[5m]))`,
      {
        unit: 'percentunit',
        steps: [
          [null, 'green'],
          [0.001, 'orange'],
          [0.01, 'red'],
        ],
        width: 6,
        decimals: 2,
      },
    ),
    stat('p99', 'Time to answer, last 5 minutes.', quantile(0.99, http, { where: one, window: '5m' }), {
      unit: 's',
      steps: [
        [null, 'green'],
        [0.05, 'orange'],
        [0.5, 'red'],
      ],
      width: 6,
    }),
    stat(
      'Event loop busy',
      'Share of the time between two scrapes; above 0.9 requests wait for their turn.',
      `max(nodejs_eventloop_utilization{${one}})`,
      {
        unit: 'percentunit',
        steps: [
          [null, 'green'],
          [0.7, 'orange'],
          [0.9, 'red'],
        ],
        width: 6,
      },
    ),
    row('Requests'),
    lines(
      'Rate',
      'By route and method.',
      [
        {
          expr: `sum by (http_request_method, http_route) (rate(${http}_count{${one}}[$__rate_interval]))`,
          legend: '{{http_request_method}} {{http_route}}',
        },
      ],
      { unit: 'reqps' },
    ),
    lines(
      'Refused and failed',
      `By route and status, 4xx and 5xx, and connections beyond the cap. ${emptyWhenWell}`,
      [
        {
          expr: `sum by (http_route, http_response_status_code) (rate(${http}_count{${one},http_response_status_code=~"[45].."}[$__rate_interval]))`,
          legend: '{{http_route}} {{http_response_status_code}}',
        },
        {
          expr: `sum(rate(http_server_connections_dropped_total{${one}}[$__rate_interval])) > 0`,
          legend: 'connections closed at once',
        },
      ],
      { unit: 'reqps' },
    ),
    lines(
      'Duration',
      'Quantiles over all routes; the dots are traces.',
      [0.5, 0.95, 0.99].map((q) => ({
        expr: quantile(q, http, { where: one }),
        legend: `p${q * 100}`,
        exemplar: q === 0.99,
      })),
      { unit: 's' },
    ),
    heatmap(
      'Duration, whole',
      'All requests: what a quantile hides. The dots are traces.',
      `sum by (le) (increase(${http}_bucket{${one}}[$__rate_interval]))`,
    ),
    lines(
      'p99 by route',
      'Where the time goes.',
      [{ expr: quantile(0.99, http, { by: 'http_route', where: one }), legend: '{{http_route}}' }],
      { unit: 's', width: 12 },
    ),
    row('Process'),
    lines(
      'Event loop lag',
      'p99 since the last scrape. Alert above 200 ms.',
      [{ expr: `nodejs_eventloop_lag_p99_seconds{${one}}`, legend: '{{service}} {{instance}}' }],
      {
        unit: 's',
        steps: [
          [null, 'green'],
          [0.2, 'red'],
        ],
        width: 6,
      },
    ),
    lines(
      'CPU',
      'Cores.',
      [{ expr: `rate(process_cpu_seconds_total{${one}}[$__rate_interval])`, legend: '{{service}} {{instance}}' }],
      { width: 6 },
    ),
    lines(
      'Memory',
      'Resident, and the heap in use.',
      [
        { expr: `process_resident_memory_bytes{${one}}`, legend: '{{service}} resident' },
        { expr: `nodejs_heap_size_used_bytes{${one}}`, legend: '{{service}} heap' },
      ],
      { unit: 'bytes', width: 6 },
    ),
    lines(
      'Garbage collection',
      'Share of the time spent on it.',
      [
        {
          expr: `sum by (service, instance) (rate(nodejs_gc_duration_seconds_sum{${one}}[$__rate_interval]))`,
          legend: '{{service}} {{instance}}',
        },
      ],
      { unit: 'percentunit', width: 6 },
    ),
    row('Group commits'),
    lines(
      'Requests in one transaction',
      'Mean. It grows with the load: that is what makes an order cheap.',
      [
        {
          expr: `sum by (name) (rate(group_commit_size_sum{${one}}[$__rate_interval])) / sum by (name) (rate(group_commit_size_count{${one}}[$__rate_interval]))`,
          legend: '{{name}}',
        },
      ],
      { width: 12 },
    ),
    lines(
      'Time of a group commit',
      'p99, from the first request taken to its commit.',
      [{ expr: quantile(0.99, 'group_commit_duration_seconds', { by: 'name', where: one }), legend: '{{name}}' }],
      { unit: 's', width: 12 },
    ),
  ],
  { perService: true },
);
