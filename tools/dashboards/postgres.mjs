import { dashboard, lines, row, stat } from './panels.mjs';

const ours = 'datname=~"orderflow_.*"';

export const postgres = dashboard('orderflow-postgres', 'Postgres', 'The databases of the services.', [
  stat('Up', '1: every server answers its exporter; 0: one does not.', 'min(pg_up)', {
    steps: [
      [null, 'red'],
      [1, 'green'],
    ],
    width: 6,
  }),
  stat('Connections', 'Of what the server allows.', 'sum(pg_stat_activity_count) / max(pg_settings_max_connections)', {
    unit: 'percentunit',
    steps: [
      [null, 'green'],
      [0.7, 'orange'],
      [0.9, 'red'],
    ],
    width: 6,
  }),
  stat(
    'Cache hits',
    'Blocks found in memory, last 5 minutes.',
    `sum(rate(pg_stat_database_blks_hit{${ours}}[5m])) / clamp_min(sum(rate(pg_stat_database_blks_hit{${ours}}[5m])) + sum(rate(pg_stat_database_blks_read{${ours}}[5m])), 0.001)`,
    {
      unit: 'percentunit',
      steps: [
        [null, 'red'],
        [0.9, 'orange'],
        [0.99, 'green'],
      ],
      width: 6,
      decimals: 1,
    },
  ),
  stat('Longest transaction', 'Open now.', `max(pg_stat_activity_max_tx_duration{${ours}})`, {
    unit: 's',
    steps: [
      [null, 'green'],
      [5, 'orange'],
      [60, 'red'],
    ],
    width: 6,
  }),
  row('Work'),
  lines(
    'Transactions',
    'Committed a second, by database: group commits, so far fewer than orders.',
    [{ expr: `rate(pg_stat_database_xact_commit{${ours}}[$__rate_interval])`, legend: '{{datname}}' }],
    { unit: 'ops' },
  ),
  lines(
    'Rolled back',
    'A second, by database.',
    [{ expr: `rate(pg_stat_database_xact_rollback{${ours}}[$__rate_interval])`, legend: '{{datname}}' }],
    { unit: 'ops' },
  ),
  lines('Deadlocks', 'They are retried; rows are locked in one order so that there should be none.', [
    { expr: `increase(pg_stat_database_deadlocks{${ours}}[$__rate_interval])`, legend: '{{datname}}' },
  ]),
  row('Rows'),
  lines(
    'Written',
    'Inserted and updated a second.',
    [
      { expr: `rate(pg_stat_database_tup_inserted{${ours}}[$__rate_interval])`, legend: '{{datname}} inserted' },
      { expr: `rate(pg_stat_database_tup_updated{${ours}}[$__rate_interval])`, legend: '{{datname}} updated' },
    ],
    { unit: 'ops' },
  ),
  lines(
    'Size',
    'On the disk, by database. Rows are kept for ever.',
    [{ expr: `pg_database_size_bytes{${ours}}`, legend: '{{datname}}' }],
    { unit: 'bytes' },
  ),
  lines('Connections', 'By database and state.', [
    { expr: `sum by (datname, state) (pg_stat_activity_count{${ours}})`, legend: '{{datname}} {{state}}' },
  ]),
]);
