import { randomBytes } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@orderflow/local-stack';
import { waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ComposeStack, createComposeStack, docker } from './support/compose-stack.ts';
import { violations } from './support/look.ts';
import { type AcceptedOrder, createShop, type Shop } from './support/shop.ts';

// One stack for all, in this order: each test finds what the ones before it left.
const services = ['order', 'payment', 'inventory', 'psp-simulator'];
const images = [...services, 'cli'].map((name) => `orderflow/${name}:local`);
const imageLimitMb = 250;
const memoryLimitMib = 2048;

interface Traces {
  readonly data: readonly { readonly processes: Record<string, { readonly serviceName: string }> }[];
}
interface Targets {
  readonly data: { readonly activeTargets: readonly { readonly scrapePool: string; readonly health: string }[] };
}
interface RuleGroups {
  readonly data: { readonly groups: readonly { readonly rules: readonly { readonly health: string }[] }[] };
}
interface Identified {
  readonly uid: string;
}

let stack: ComposeStack;
let shop: Shop;
const figures: string[] = [];

const up = () => stack.compose('up', '--detach', '--wait', '--wait-timeout', '300');
const json = async <T>(url: string, headers: Record<string, string> = {}): Promise<T> =>
  (await (await fetch(url, { headers })).json()) as T;

const confirmed = ({ location }: AcceptedOrder) =>
  waitFor(async () => (await shop.get(location)).body.status === 'CONFIRMED', {
    timeoutMs: 120_000,
    everyMs: 250,
    describe: `${location} to be confirmed`,
  });

const audited = () =>
  violations({
    natsAdminUrl: Object.assign(new URL(stack.url('nats', 4222).replace('http', 'nats')), {
      username: 'setup',
      password: stack.environment('setup').NATS_PASSWORD,
    }).href,
    postgresAdminUrl: Object.assign(new URL(stack.environment('setup').POSTGRES_ADMIN_URL ?? ''), {
      host: new URL(stack.url('postgres', 5432)).host,
    }).href,
    urls: { psp: stack.url('psp-simulator', 8084) },
  });

beforeAll(async () => {
  stack = await createComposeStack('orderflow-test', { LOAD_RATE: '20', LOAD_SECONDS: '15' });
  await stack.compose('build');
  // What is fetched is not counted.
  await stack.compose('create');
  const startedAt = performance.now();
  try {
    await up();
  } catch (error) {
    const look = `${await stack.compose('ps', '--all')}\n${await stack.compose('logs', '--tail', '20')}`;
    throw new Error(`docker compose up --wait did not go green\n${look}`, { cause: error });
  }
  figures.push(`green after ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`);
  shop = createShop(stack.url('order', 8081));
});

afterAll(async () => {
  console.log(figures.join('\n'));
  await stack?.remove();
});

describe('the images', () => {
  it.each(images)(`%s takes at most ${imageLimitMb} MB`, async (image) => {
    const megabytes = Number(await docker(['image', 'inspect', '--format', '{{.Size}}', image])) / 1e6;
    figures.push(`${image} ${megabytes.toFixed(0)} MB`);
    expect(megabytes).toBeLessThanOrEqual(imageLimitMb);
  });
});

describe('the stack in containers', () => {
  it('confirms an order, and shows its way through all services as one trace', async () => {
    const traceId = randomBytes(16).toString('hex');
    const answer = await fetch(`${stack.url('order', 8081)}/orders`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
      },
      body: JSON.stringify({
        customerId: 'ada',
        items: [{ sku: 'TEAPOT', quantity: 2 }],
        paymentToken: 'tok_visa',
      }),
    });
    const { orderId } = (await answer.json()) as { orderId: string };
    await confirmed({ orderId, location: answer.headers.get('location') ?? '', token: 'tok_visa' });

    await waitFor(
      async () => {
        const { data } = await json<Traces>(`${stack.url('jaeger', 16686)}/api/traces/${traceId}`);
        const processes = Object.values(data[0]?.processes ?? {});
        expect(processes.map(({ serviceName }) => serviceName).sort()).toEqual([...services].sort());
        return true;
      },
      { timeoutMs: 60_000, everyMs: 500, describe: 'the trace in Jaeger' },
    );
  });

  it('is seen by Prometheus, every target and every rule', async () => {
    const prometheus = stack.url('prometheus', 9090);
    const healthOf = async () => {
      const { data } = await json<Targets>(`${prometheus}/api/v1/targets?state=active`);
      return data.activeTargets.map(({ scrapePool, health }) => `${scrapePool} ${health}`);
    };
    await waitFor(
      async () => {
        const all = ['nats up', 'orderflow up', 'orderflow up', 'orderflow up', 'postgres up'];
        expect((await healthOf()).sort()).toEqual(all);
        return true;
      },
      { timeoutMs: 60_000, everyMs: 500, describe: 'the targets to be up' },
    );
    const { data } = await json<RuleGroups>(`${prometheus}/api/v1/rules`);
    const rules = data.groups.flatMap((group) => group.rules);
    expect(rules.length).toBeGreaterThan(0);
    expect(rules.filter(({ health }) => health === 'err')).toEqual([]);
  });

  it('has its dashboards and their sources in Grafana', async () => {
    const grafana = stack.url('grafana', 3000);
    const found = await json<Identified[]>(`${grafana}/api/search?type=dash-db`);
    const files = globSync('deploy/grafana/dashboards/*.json', { cwd: repositoryRoot });
    const uids = files.map((file) => JSON.parse(readFileSync(join(repositoryRoot, file), 'utf8')).uid as string);
    expect(found.map(({ uid }) => uid).sort()).toEqual(uids.sort());

    const login = Buffer.from(`admin:${stack.environment('grafana').GF_SECURITY_ADMIN_PASSWORD}`).toString('base64');
    const sources = (await json(`${grafana}/api/datasources`, { authorization: `Basic ${login}` })) as {
      uid: string;
    }[];
    expect(sources.map(({ uid }) => uid).sort()).toEqual(['jaeger', 'prometheus']);
  });

  it.each(['payment', 'inventory', 'order'])(
    'starts %s again when it is killed; the order made meanwhile ends',
    async (service) => {
      await stack.crash(service);
      const order = await shop.order({ key: `while-${service}-was-away`, customerId: 'grace' });
      await confirmed(order);
      await waitFor(async () => (await stack.container(service)).State.Health?.Status === 'healthy', {
        timeoutMs: 60_000,
        everyMs: 250,
        describe: `${service} to be healthy again`,
      });
      expect((await stack.container(service)).RestartCount).toBe(1);
    },
  );

  it('carries a load, within its limits of memory', async () => {
    // Ends with 1 when an accepted order has not ended.
    await stack.compose('run', '--rm', 'load');

    const running = await stack.containers();
    const limits = running.map(({ HostConfig }) => HostConfig.Memory / 1024 ** 2);
    expect(Math.min(...limits)).toBeGreaterThan(0);
    expect(limits.reduce((sum, limit) => sum + limit)).toBeLessThanOrEqual(memoryLimitMib);
    // Each of ours was killed once above. Whoever outgrows its limit is killed again.
    expect(running.reduce((sum, { RestartCount }) => sum + RestartCount, 0)).toBe(3);
    figures.push(
      'memory after the load:',
      await stack.compose('stats', '--no-stream', '--format', '{{.Name}} {{.MemUsage}}'),
    );
  });

  it('gives the payment provider a bad spell', async () => {
    await stack.compose('run', '--rm', 'chaos');
    const faults = `${stack.url('psp-simulator', 8084)}/_faults`;
    expect((await json<{ faults: unknown[] }>(faults)).faults).toHaveLength(3);
    await fetch(faults, { method: 'DELETE' });
  });

  it('drains at `down` with exit code 0, and ends what it had accepted once it is up again', async () => {
    const accepted = await shop.load({ rate: 20, seconds: 2, run: 'before-down' });
    const exitCodes = await stack.exitCodesDuring(() => stack.compose('down'));
    expect(exitCodes).toMatchObject(Object.fromEntries(services.map((name) => [name, 0])));
    figures.push(`exit codes at down: ${JSON.stringify(exitCodes)}`);

    await up();
    for (const order of accepted) await confirmed(order);
    expect(await audited()).toEqual([]);
  });
});
