import assert from 'node:assert/strict';
import { test } from 'node:test';
import { budgetsTable, figuresTable, growthTables } from './performance-tables.mjs';

const spread = (median) => ({ median, min: median - 1, max: median + 1, runs: [median] });
const result = {
  acceptVsNoop: 1.9,
  cpuMicrosPerOrder: { total: 451 },
  completedPerSecond: 2_500,
  spike: { lost: 0 },
  figures: { 'usual.accept_p99': spread(50), 'cpu.total': spread(12_345) },
  provenance: {
    startedAt: '2026-01-02T03:04:05.000Z',
    machine: 'a machine',
    versions: { nats: '2', postgres: '18' },
    commit: '0123456789abcdef',
    loadAverage: 0.1,
  },
};

test('a budget is met at its limit and not beyond it', () => {
  const met = budgetsTable(result)
    .split('\n')
    .slice(2)
    .map((line) => line.split('|').at(-2).trim());
  assert.deepEqual(met, ['yes', 'no', 'yes', 'no', 'yes']);
});

test('figures come under the title of their section, and those that were not measured are left out', () => {
  const catalogue = {
    figures: {
      'usual.accept_p99': { title: 'accepted', unit: 'ms' },
      'cpu.order': { title: 'order', unit: 'µs' },
      'cpu.total': { title: 'all', unit: 'µs' },
    },
    sections: { usual: 'Usual', cpu: 'CPU' },
  };
  const text = figuresTable(result, 'a.json', catalogue);
  assert.match(text, /^2026-01-02, a machine, NATS 2, Postgres 18, commit `0123456789ab`,\n.*results\/a\.json\)\.\n\n/);
  assert.match(text, /\| \*\*CPU\*\* \| {2}\| {2}\| {2}\| {2}\|\n\| all \| 12 345 \| 12 344 \| 12 346 \| µs \|$/);
  assert.doesNotMatch(text, /\| order \|/);
});

test('what was grown is a table, with a line and a slope for each cost', () => {
  const points = [
    { size: 10, cost: spread(5) },
    { size: 100_000, cost: spread(2_000) },
  ];
  const lines = [
    { grown: 'orders', what: 'GET', unit: 'CPU µs', points },
    { grown: 'products', what: 'GET', unit: 'CPU µs', points },
  ];
  const text = growthTables({ ...result, lines }, 'b.json', () => 0.25);
  assert.match(text, /\| \*\*orders\*\* \| 10 \| 100 000 \| {2}\| slope \|/);
  assert.match(text, /\| GET \| 5\.00 \| 2 000 \| CPU µs \| 0\.25 \|\n\n\| \*\*products\*\*/);
});
