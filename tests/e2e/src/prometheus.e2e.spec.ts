import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectNats } from '@orderflow/eventbus/jetstream';
import { freePort, startChild } from '@orderflow/local-stack';
import { findDebianProgram, startTestStack, type TestStack, temporaryDirectory, waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NatsExporter, startNatsExporter } from './support/nats-exporter.ts';
import { comparedByAlerts, panels, panelTests } from './support/panels.ts';
import { type Prometheus, promtool, startPrometheus } from './support/prometheus.ts';
import { createShop, type Shop } from './support/shop.ts';

const exporter = 'prometheus-postgres-exporter';
const programs = await Promise.all([
  findDebianProgram({ name: 'prometheus', package: 'prometheus', variable: 'PROMETHEUS_BIN' }),
  findDebianProgram({ name: 'promtool', package: 'promtool', variable: 'PROMTOOL_BIN' }),
  findDebianProgram({ name: exporter, package: exporter, variable: 'POSTGRES_EXPORTER_BIN' }),
]).then(
  ([server, tool, postgresExporter]) => ({ server, tool, postgresExporter }),
  (reason: Error) => console.warn(`Dashboards and alerts are not tried on a Prometheus: ${reason.message}`),
);

describe.skipIf(!programs)('the files of Prometheus', () => {
  it.each([
    ['check', 'config', 'prometheus.yml'],
    ['check', 'rules', 'rules.yml'],
    ['test', 'rules', 'rules.test.yml'],
  ])('pass promtool %s %s %s', async (...args) => {
    expect(await promtool(programs?.tool ?? '', ...args)).toContain('SUCCESS');
  });
});

describe.skipIf(!programs)('the top of Order flow', () => {
  const still = { accepted: '60x40', refused: '0x40', confirmed: '60x40', cancelled: '0x40' };
  /** One a second. */
  const flow = '0+15x40';

  // -1 and 0 are shown as words; of a service that is away there is nothing.
  it.each([
    ['all is well', { ...still, accepted: flow, confirmed: flow }, [1, 0, 1, 1]],
    ['nobody orders', still, [0, 0, -1, -1]],
    ['nobody can pay', { ...still, accepted: flow, cancelled: flow }, [1, 0, 1, 0]],
    ['what is accepted waits', { ...still, accepted: flow }, [1, 0, 0, -1]],
    ['all orders are refused', { ...still, refused: flow }, [0, 1, 0, -1]],
    ['the order service is away', {}, [undefined, undefined, undefined, undefined]],
  ])('tells when %s', async (_case, counters, [accepted, refused, flowing, confirmed]) => {
    const series = Object.entries(counters).map(([counter, values]) => ({
      series:
        counter === 'refused'
          ? 'http_server_request_duration_seconds_count{http_route="/orders",http_request_method="POST",http_response_status_code="503"}'
          : `orders_total{outcome="${counter}"}`,
      values,
    }));
    const shown = { Accepted: accepted, Refused: refused, 'Flowing?': flowing, Confirmed: confirmed };

    const directory = temporaryDirectory('panels');
    const file = join(directory, 'panels.test.yml');
    writeFileSync(file, panelTests('Orderflow · Order flow', series, shown));
    expect(await promtool(programs?.tool ?? '', 'test', 'rules', file)).toContain('SUCCESS');
    rmSync(directory, { recursive: true });
  });
});

let stack: TestStack;
let prometheus: Prometheus;
let sinceMs: number;
const closing: (() => Promise<unknown>)[] = [];

const startPostgresExporter = async (program: string, url: string): Promise<string> => {
  const target = `127.0.0.1:${await freePort()}`;
  const directory = temporaryDirectory('exporter');
  const child = startChild({
    command: program,
    args: [`--web.listen-address=${target}`],
    env: { DATA_SOURCE_NAME: `${url}?sslmode=disable` },
    logFile: join(directory, 'log'),
  });
  closing.push(async () => {
    await child.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  return target;
};

const json = { 'content-type': 'application/json' };

/** Everyday traffic: bought, declined, sold out, wrong, cancelled while it is paid, and looked at. */
const traffic = async (shop: Shop): Promise<void> => {
  const slow = await shop.post({ token: 'tok_slow' });
  await Promise.all([
    shop.load({
      rate: 30,
      seconds: 6,
      run: 'traffic',
      tokens: ['tok_visa', 'tok_visa', 'tok_chargeDeclined', 'tok_insufficientFunds'],
    }),
    shop.post({ sku: 'POSTER-LIMITED', quantity: 6 }),
    shop.post({ quantity: -1 }),
    fetch(`${stack.urls.order}/orders/${slow.body.orderId}/cancel`, { method: 'POST' }),
    shop.get(`/orders/${slow.body.orderId}?expand=payment`),
    fetch(`${stack.urls.inventory}/products`),
  ]);
};

/** Resolves once an alert has noticed what it is for; it fires a while later. */
const pending = (alert: string): Promise<unknown> =>
  waitFor(async () => (await prometheus.range(`ALERTS{alertname="${alert}"}`, sinceMs)).length > 0, {
    timeoutMs: 20_000,
    everyMs: 100,
    describe: `${alert} to be pending`,
  });

/** The payment provider fails until its breaker opens; a message nobody can read; the databases, then the log, away for a moment. */
const faults = async (shop: Shop): Promise<void> => {
  const fault = JSON.stringify({ mode: 'fail', status: 503, count: 12 });
  await fetch(`${stack.urls.psp}/_faults`, { method: 'POST', headers: json, body: fault });
  const log = await connectNats({ servers: stack.natsAdminUrl, name: 'faults' });
  log.publish('orders.created', 'not an order');
  await log.flush();
  await log.close();
  await shop.load({ rate: 30, seconds: 2, run: 'outage' });
  await stack.halt('postgres');
  await pending('PostgresDown');
  const orders = shop.load({ rate: 30, seconds: 2, run: 'no-database' });
  await waitFor(async () => (await fetch(`${stack.urls.payment}/payments/${crypto.randomUUID()}`)).status >= 500, {
    describe: 'payment to miss its database',
  });
  await orders;
  await stack.resume('postgres');
  await stack.halt('nats');
  await waitFor(async () => (await shop.post({})).status >= 500, { describe: 'order to miss the log' });
  await pending('NatsDown');
  await stack.resume('nats');
};

describe.skipIf(!programs)('a Prometheus that has seen traffic and faults', () => {
  beforeAll(async () => {
    if (!programs) return;
    stack = await startTestStack();
    closing.push(() => stack.stop());
    const nats: NatsExporter = await startNatsExporter(stack.natsMonitorUrl);
    closing.push(() => nats.close());
    const postgres = await startPostgresExporter(programs.postgresExporter, stack.postgresAdminUrl);
    const { order, payment, inventory } = stack.urls;
    prometheus = await startPrometheus(programs.server, {
      orderflow: [order, payment, inventory].map((url) => new URL(url).host),
      nats: [nats.target],
      postgres: [postgres],
    });
    closing.push(() => prometheus.stop());
    sinceMs = Date.now();
    const shop = createShop(order);
    await traffic(shop);
    await faults(shop);
  });
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });

  /** Labels of the series that have a number in them. */
  const seriesOf = async (expr: string) =>
    (await prometheus.range(expr, sinceMs))
      .filter(({ values }) => values.some(([, value]) => Number.isFinite(Number(value))))
      .map(({ metric }) => metric);

  it('reads every target and evaluates every rule', async () => {
    await waitFor(
      async () => {
        const targets = (await prometheus.targets()).map(({ labels, health, lastError }) => [
          labels.job,
          health,
          lastError,
        ]);
        expect(targets.sort()).toEqual([
          ['nats', 'up', ''],
          ['orderflow', 'up', ''],
          ['orderflow', 'up', ''],
          ['orderflow', 'up', ''],
          ['postgres', 'up', ''],
        ]);
        expect((await prometheus.rules()).filter(({ health }) => health !== 'ok')).toEqual([]);
        return true;
      },
      { timeoutMs: 20_000, everyMs: 250, describe: 'all targets and rules to be well' },
    );
  });

  it('has an answer to every query of every dashboard, with the labels that its legend shows', async () => {
    const wrong = async (): Promise<readonly string[]> => {
      const found: string[] = [];
      for (const { name, expr, legend, emptyWhenWell } of panels()) {
        const series = await seriesOf(expr);
        const unknown = legend.filter((label) => !series.some((labels) => label in labels));
        if (series.length === 0 && !emptyWhenWell) found.push(`${name}: empty: ${expr}`);
        else if (series.length > 0 && unknown.length > 0) found.push(`${name}: no label ${unknown}: ${expr}`);
      }
      return found;
    };
    await waitFor(
      async () => {
        expect(await wrong()).toEqual([]);
        return true;
      },
      { timeoutMs: 20_000, everyMs: 500, describe: 'every panel to show something' },
    );
  });

  it('has what every alert compares', async () => {
    const alerts = comparedByAlerts();
    expect(alerts.length).toBeGreaterThan(10);
    const empty: string[] = [];
    for (const { alert, expr } of alerts) if ((await seriesOf(expr)).length === 0) empty.push(`${alert}: ${expr}`);
    expect(empty).toEqual([]);
  });
});
