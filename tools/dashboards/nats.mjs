import { dashboard, lines, row, stat } from './panels.mjs';

const stream = '{{stream_name}}';
const leader = 'is_stream_leader="true"';

/**
 * Of each server that answers, and gone with it: the exporter goes on with the last gnatsd_varz_* of a server that is away,
 * and answers itself.
 */
const answering = 'sum(1 - jetstream_server_jetstream_disabled)';
const expected = 'max(gnatsd_varz_jetstream_meta_cluster_size) or vector(1)';

export const nats = dashboard('orderflow-nats', 'NATS', 'The log: its servers, its streams, its room.', [
  stat('Servers', 'That answer and have their JetStream.', `${answering} or vector(0)`, {
    steps: [
      [null, 'red'],
      [1, 'green'],
    ],
    width: 4,
  }),
  stat(
    'Servers missing',
    'Of a cluster, by its own count; without a cluster, the one there is.',
    `(${expected}) - (${answering} or vector(0))`,
    {
      steps: [
        [null, 'green'],
        [1, 'red'],
      ],
      width: 4,
    },
  ),
  stat(
    'Storage in use',
    'Of what JetStream may use. New orders are refused when ORDERS is 80 % full.',
    'max(gnatsd_varz_jetstream_stats_storage / gnatsd_varz_jetstream_config_max_storage)',
    {
      unit: 'percentunit',
      steps: [
        [null, 'green'],
        [0.7, 'orange'],
        [0.8, 'red'],
      ],
      width: 6,
    },
  ),
  stat('Connections', 'Clients.', 'sum(gnatsd_varz_connections)', { width: 5 }),
  stat(
    'Slow consumers',
    'Since the start of the servers. Anything above 0 lost core messages.',
    'sum(gnatsd_varz_slow_consumers)',
    {
      steps: [
        [null, 'green'],
        [1, 'red'],
      ],
      width: 5,
    },
  ),
  row('Streams'),
  lines(
    'How full',
    'Share of its max_bytes. Alert at 70 %.',
    [{ expr: `jetstream_stream_total_bytes{${leader}} / jetstream_stream_limit_bytes{${leader}}`, legend: stream }],
    {
      unit: 'percentunit',
      steps: [
        [null, 'green'],
        [0.7, 'red'],
      ],
    },
  ),
  lines(
    'Stored',
    'Messages a second, by stream.',
    [{ expr: `rate(jetstream_stream_last_seq{${leader}}[$__rate_interval])`, legend: stream }],
    { unit: 'ops' },
  ),
  lines('Bytes', 'By stream.', [{ expr: `jetstream_stream_total_bytes{${leader}}`, legend: stream }], {
    unit: 'bytes',
  }),
  row('Servers'),
  lines(
    'Messages',
    'In and out a second.',
    [
      { expr: 'sum(rate(gnatsd_varz_in_msgs[$__rate_interval]))', legend: 'in' },
      { expr: 'sum(rate(gnatsd_varz_out_msgs[$__rate_interval]))', legend: 'out' },
    ],
    { unit: 'ops' },
  ),
  lines('CPU', 'Percent of a core, by server.', [{ expr: 'gnatsd_varz_cpu', legend: '{{server_id}}' }], {
    unit: 'percent',
  }),
  lines('Memory', 'Resident, by server.', [{ expr: 'gnatsd_varz_mem', legend: '{{server_id}}' }], { unit: 'bytes' }),
]);
