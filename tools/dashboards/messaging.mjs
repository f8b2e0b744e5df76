import { dashboard, emptyWhenWell, lines, quantile, row, stat, states } from './panels.mjs';

/** Every server of a cluster tells of every consumer; the leader knows. */
const leader = 'is_consumer_leader="true"';
const durable = '{{consumer_name}}';

export const messaging = dashboard(
  'orderflow-messaging',
  'Messaging',
  'What waits in the log, what came again, what could not be handled.',
  [
    stat('Pending', 'Messages not delivered yet, all durables.', `sum(jetstream_consumer_num_pending{${leader}})`, {
      steps: [
        [null, 'green'],
        [1000, 'orange'],
        [50_000, 'red'],
      ],
      width: 6,
    }),
    stat('Unsettled', 'Delivered and not acknowledged yet.', `sum(jetstream_consumer_num_ack_pending{${leader}})`, {
      steps: [
        [null, 'green'],
        [2000, 'orange'],
        [10_000, 'red'],
      ],
      width: 6,
    }),
    stat(
      'Holding',
      'Durables that wait because something they need is away.',
      'sum(messaging_consumer_held) or vector(0)',
      {
        steps: [
          [null, 'green'],
          [1, 'orange'],
        ],
        width: 6,
      },
    ),
    stat('Dead letters', 'Parked in the last 24 hours.', 'sum(increase(dead_letters_total[24h])) or vector(0)', {
      steps: [
        [null, 'green'],
        [1, 'red'],
      ],
      width: 6,
      decimals: 0,
    }),
    row('Backlog'),
    lines('Pending', 'Not delivered yet, by durable.', [
      { expr: `jetstream_consumer_num_pending{${leader}}`, legend: durable },
    ]),
    lines('Unsettled', 'Delivered and not acknowledged, by durable.', [
      { expr: `jetstream_consumer_num_ack_pending{${leader}}`, legend: durable },
    ]),
    lines(
      'Time to drain',
      'What waits, at the rate of the last 5 minutes.',
      [
        {
          expr: `jetstream_consumer_num_pending{${leader}} / clamp_min(rate(jetstream_consumer_ack_floor_consumer_seq{${leader}}[5m]), 0.01)`,
          legend: durable,
        },
      ],
      { unit: 's' },
    ),
    row('Handling'),
    lines(
      'Handled',
      'A second, by durable and how it ended.',
      [
        {
          expr: 'sum by (messaging_consumer_group_name, error_type) (rate(messaging_process_duration_seconds_count[$__rate_interval]))',
          legend: '{{messaging_consumer_group_name}} {{error_type}}',
        },
      ],
      { unit: 'ops' },
    ),
    lines(
      'Time of a handler',
      'p99, by durable; the dots are traces.',
      [
        {
          expr: quantile(0.99, 'messaging_process_duration_seconds', { by: 'messaging_consumer_group_name' }),
          legend: '{{messaging_consumer_group_name}}',
          exemplar: true,
        },
      ],
      { unit: 's' },
    ),
    states(
      'Holding',
      'A durable that holds uses up no attempts: it waits.',
      {
        expr: 'max by (messaging_consumer_group_name) (messaging_consumer_held)',
        legend: '{{messaging_consumer_group_name}}',
      },
      [
        ['0', 'reading', 'green'],
        ['1', 'holding', 'orange'],
      ],
    ),
    row('Publishing'),
    lines(
      'Published',
      'A second, by event and how it ended.',
      [
        {
          expr: 'sum by (messaging_destination_template, error_type) (rate(messaging_client_sent_messages_total[$__rate_interval]))',
          legend: '{{messaging_destination_template}} {{error_type}}',
        },
      ],
      { unit: 'ops' },
    ),
    lines(
      'Time to the answer of the log',
      'p99, by event.',
      [
        {
          expr: quantile(0.99, 'messaging_client_operation_duration_seconds', { by: 'messaging_destination_template' }),
          legend: '{{messaging_destination_template}}',
          exemplar: true,
        },
      ],
      { unit: 's' },
    ),
    lines(
      'Publish window in use',
      'Published and not yet answered, of 256.',
      [{ expr: 'max by (service) (messaging_publish_window_in_use)', legend: '{{service}}' }],
      {
        steps: [
          [null, 'green'],
          [256, 'red'],
        ],
      },
    ),
    row('What went wrong'),
    lines(
      'Redeliveries',
      `Messages that came again, by durable: a crash, a failure, a stop. ${emptyWhenWell}`,
      [
        {
          expr: 'sum by (messaging_consumer_group_name) (rate(messaging_redeliveries_total[$__rate_interval])) > 0',
          legend: '{{messaging_consumer_group_name}}',
        },
      ],
      { unit: 'ops' },
    ),
    lines('Dead letters', `By durable and reason. ${emptyWhenWell}`, [
      {
        expr: 'sum by (consumer, reason) (increase(dead_letters_total[$__rate_interval])) > 0',
        legend: '{{consumer}} {{reason}}',
      },
    ]),
    lines('Durables made again', `They were gone or stuck. ${emptyWhenWell}`, [
      {
        expr: 'sum by (messaging_consumer_group_name) (increase(messaging_consumers_rebuilt_total[$__rate_interval])) > 0',
        legend: '{{messaging_consumer_group_name}}',
      },
    ]),
  ],
);
