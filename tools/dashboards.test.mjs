import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createMetrics } from '../packages/telemetry/src/metrics.ts';
import { metricNames } from '../packages/telemetry/src/names.ts';
import { dashboards } from './dashboards/index.mjs';
import { queriesOf, rulesIn, seriesIn } from './dashboards/queries.mjs';

const rules = rulesIn(readFileSync(new URL('../deploy/prometheus/rules.yml', import.meta.url), 'utf8'));
const operations = readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8');

/** Of exporters, whose names are not ours to give. */
const ofExporters = /^(gnatsd_varz_|jetstream_(server|stream|consumer)_|pg_(up$|stat_|settings_|database_size_bytes$))/;

const ours = async () => {
  const registered = await createMetrics({ service: 'test' }).registry.getMetricsAsJSON();
  const names = [...registered.map(({ name }) => name), ...Object.values(metricNames), ...rules.recorded, 'up'];
  return new Set(names.flatMap((name) => [name, ...['bucket', 'sum', 'count'].map((part) => `${name}_${part}`)]));
};

test('the series of an expression are found, and nothing else in it', () => {
  const expr =
    'histogram_quantile(0.99, sum by (le, name) (rate(a_b_bucket{x="y_z"}[5m]))) / slo:c:d > bool 0 or vector(0)';
  assert.deepEqual(seriesIn(expr), ['a_b_bucket', 'slo:c:d']);
});

test('every name in a dashboard or an alert is one that is exposed', async () => {
  const known = await ours();
  const expressions = [
    ...Object.values(dashboards)
      .flatMap(queriesOf)
      .map(({ expr }) => expr),
    ...rules.expressions,
  ];
  assert.ok(expressions.length > 100);
  const unknown = expressions.flatMap(seriesIn).filter((name) => !known.has(name) && !ofExporters.test(name));
  assert.deepEqual(unknown, []);
});

test('a name that nothing exposes is noticed', async () => {
  const known = await ours();
  assert.ok(!known.has(seriesIn('rate(orders_totals[5m])')[0]));
});

test('every metric of ours is on a dashboard or in an alert', () => {
  const shown = new Set(
    [
      ...Object.values(dashboards)
        .flatMap(queriesOf)
        .map(({ expr }) => expr),
      ...rules.expressions,
    ].flatMap(seriesIn),
  );
  const seen = (name) => [name, `${name}_bucket`, `${name}_count`, `${name}_sum`].some((one) => shown.has(one));
  const notShown = new Set([metricNames.httpServerActiveRequests]);
  assert.deepEqual(
    Object.values(metricNames).filter((name) => !seen(name) && !notShown.has(name)),
    [],
  );
});

test('every panel says what it shows', () => {
  for (const { uid, panels } of Object.values(dashboards)) {
    for (const { title, type, description } of panels) {
      if (type !== 'row') assert.ok(description?.endsWith('.') || description?.endsWith('`.'), `${uid}: ${title}`);
    }
  }
});

test('every alert has an entry of its own in docs/operations.md', () => {
  const yaml = readFileSync(new URL('../deploy/prometheus/rules.yml', import.meta.url), 'utf8');
  const anchors = new Set(
    [...operations.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
  const runbooks = [...yaml.matchAll(/runbook: docs\/operations\.md#(\S+)/g)].map(([, anchor]) => anchor);
  assert.ok(runbooks.length > 10);
  for (const anchor of runbooks) assert.ok(anchors.has(anchor), anchor);
});

test('the dashboards are those that are provisioned', () => {
  const files = readdirSync(new URL('../deploy/grafana/dashboards', import.meta.url)).sort();
  assert.deepEqual(
    files,
    Object.keys(dashboards)
      .map((name) => `${name}.json`)
      .sort(),
  );
});
