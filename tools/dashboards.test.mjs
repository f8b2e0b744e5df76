import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createMetrics } from '../packages/telemetry/src/metrics.ts';
import { labelNames, metricNames } from '../packages/telemetry/src/names.ts';
import { dashboards } from './dashboards/index.mjs';
import { namesIn, queriesOf, rulesIn } from './dashboards/queries.mjs';

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const rules = rulesIn(read('deploy/prometheus/rules.yml'));
const queries = Object.values(dashboards).flatMap(queriesOf);
const expressions = [...queries.map(({ expr }) => expr), ...rules.expressions];

/** Of exporters, whose names are not ours to give. */
const ofExporters = /^(gnatsd_varz_|jetstream_(server|stream|consumer)_|pg_(up$|stat_|settings_|database_size_bytes$))/;
const labelsOfExporters = 'consumer_name is_consumer_leader stream_name is_stream_leader server_id datname state';
/** Of Prometheus itself, of a histogram, and the default label of all our metrics. */
const labelsOfAll = 'job instance le service';

const ours = async () => {
  const registered = await createMetrics({ service: 'test' }).registry.getMetricsAsJSON();
  const names = [...registered.map(({ name }) => name), ...Object.values(metricNames), ...rules.recorded, 'up'];
  return new Set(names.flatMap((name) => [name, ...['bucket', 'sum', 'count'].map((part) => `${name}_${part}`)]));
};

test('the names in an expression are found, and nothing else in it', () => {
  const expr =
    'histogram_quantile(0.99, sum by (le, name) (rate(a_b_bucket{x="y_z"}[$__rate_interval]))) / slo:c:d > bool 0 or vector(0)';
  assert.deepEqual(namesIn(expr), { series: ['a_b_bucket', 'slo:c:d'], labels: ['le', 'name', 'x'] });
});

test('what is no PromQL is refused', () => {
  assert.throws(() => namesIn('sum(rate(orders_total[5m])'), /not PromQL/);
});

test('every series in a dashboard or an alert is one that is exposed', async () => {
  const known = await ours();
  assert.ok(expressions.length > 100);
  const series = expressions.flatMap((expr) => namesIn(expr).series);
  assert.deepEqual(
    series.filter((name) => !known.has(name) && !ofExporters.test(name)),
    [],
  );
  assert.ok(!known.has('orders_totals'));
});

test('every label in a dashboard or an alert is one that series carry', () => {
  const known = new Set([...Object.values(labelNames), ...`${labelsOfExporters} ${labelsOfAll}`.split(' ')]);
  const labels = [...expressions.flatMap((expr) => namesIn(expr).labels), ...queries.flatMap(({ legend }) => legend)];
  assert.deepEqual(
    labels.filter((label) => !known.has(label)),
    [],
  );
});

test('every metric of ours is on a dashboard or in an alert', () => {
  const shown = new Set(expressions.flatMap((expr) => namesIn(expr).series));
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

test('every alert has an entry in docs/operations.md', () => {
  const titles = [...read('docs/operations.md').matchAll(/^#+ (.+)$/gm)].map(([, title]) => title);
  const anchorOf = (title) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-');
  const entries = new Set(titles.map((title) => `docs/operations.md#${anchorOf(title)}`));
  assert.ok(rules.alerts.length > 10);
  assert.deepEqual(
    rules.alerts.filter(({ annotations }) => !entries.has(annotations.runbook)).map(({ alert }) => alert),
    [],
  );
});

test('every alert is made to fire in rules.test.yml', () => {
  const fired = new Set(
    [...read('deploy/prometheus/rules.test.yml').matchAll(/alertname="(\w+)"/g)].map(([, name]) => name),
  );
  assert.deepEqual(
    rules.alerts.map(({ alert }) => alert).filter((alert) => !fired.has(alert)),
    [],
  );
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
