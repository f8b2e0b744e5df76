import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { release } from '../packages/local-stack/src/nats/nats-release.ts';
import { problemsOfCompose, readCompose } from './compose.mjs';
import { problemsOfEnvironment, processNames } from './service-configs.mjs';

const compose = readCompose('docker-compose.yml');
const services = Object.entries(compose.services);
const ours = services.filter(([, { image }]) => image.startsWith('orderflow/'));
const mebibytes = ({ mem_limit }) => Number.parseInt(mem_limit, 10);
const seconds = (duration) => Number(/^(\d+)s$/.exec(duration)[1]);
/** End while the others start: `order` waits for both. */
const endedByThen = ['setup', 'seed'];

test('it is a compose file, and a misspelt key is noticed', () => {
  assert.deepEqual(problemsOfCompose(compose), []);
  const misspelt = structuredClone(compose);
  misspelt.services.order.mem_limits = '1m';
  assert.match(problemsOfCompose(misspelt)[0], /\/services\/order must NOT have additional properties/);
});

const hasCompose = spawnSync('docker', ['compose', 'version']).status === 0;
test('docker compose takes it', { skip: hasCompose ? false : 'no docker compose here' }, () => {
  const { status, stderr } = spawnSync('docker', ['compose', '--profile', '*', 'config', '--quiet'], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
});

test('every image has a tag that stays what it is, nats-server the one that is fetched elsewhere', () => {
  for (const [name, { image }] of services) assert.match(image, /:(v?\d+\.\d+(\.\d+)?(-[a-z]+)?|local)$/, name);
  assert.equal(compose.services.nats.image, `nats:${release.version}-alpine`);
});

test('what runs at a time fits into 2 GiB', () => {
  const together = services.filter(([name, { profiles }]) => !profiles && !endedByThen.includes(name));
  const sum = together.reduce((total, [, service]) => total + mebibytes(service), 0);
  assert.ok(sum <= 2048, `${sum} MiB`);
  const about = readFileSync('docker-compose.yml', 'utf8');
  assert.match(about, new RegExp(`\`load\` takes\\n# ${mebibytes(compose.services.load)} MiB more`));
});

// `up --wait` fails over a container that ends, unless another one waits for that end.
test('what ends by itself is waited for', () => {
  const endings = services.flatMap(([, { profiles, depends_on = {} }]) =>
    profiles ? [] : Object.keys(depends_on).filter((name) => depends_on[name].condition !== 'service_healthy'),
  );
  for (const [name, { restart, profiles }] of services) {
    if (restart === 'no' && !profiles) assert.ok(endings.includes(name), `nobody waits for the end of ${name}`);
  }
});

test('ports are open on loopback only', () => {
  for (const [name, { ports = [] }] of services) {
    for (const port of ports) assert.match(port, /^127\.0\.0\.1:\d+:\d+$/, `${name} ${port}`);
  }
});

test('our processes would start with the environment they get, and read all of it', () => {
  for (const name of processNames) {
    assert.deepEqual(problemsOfEnvironment(name, compose.services[name].environment), [], name);
  }
});

test('a variable that nobody reads is noticed, and a door that is left open', () => {
  const { PRIVATE_NETWORK: _, ...open } = compose.services.order.environment;
  const [unread, refused] = problemsOfEnvironment('order', { ...open, ORDER_DEADLINE: '5' });
  assert.equal(unread, 'order reads no ORDER_DEADLINE');
  assert.match(refused, /AUTH_MODE is `open`/);
});

test('what is called is there, on the port it listens to', () => {
  const listens = { nats: [4222, 8222], postgres: [5432], jaeger: [4317] };
  for (const [name, { environment = {} }] of ours) {
    if (environment.HTTP_PORT) listens[name] = [Number(environment.HTTP_PORT)];
  }
  for (const [name, { environment = {}, command = [] }] of services) {
    for (const [, host, port] of [...Object.values(environment), ...command]
      .join('\n')
      .matchAll(/(?:\/\/|@|^)([a-z-]+):(\d{4,5})\b/gm)) {
      assert.ok(listens[host]?.includes(Number(port)), `${name} calls ${host}:${port}`);
    }
  }
  for (const [name, { environment = {}, ports = [] }] of ours) {
    if (environment.HTTP_PORT)
      assert.deepEqual(ports, [`127.0.0.1:${environment.HTTP_PORT}:${environment.HTTP_PORT}`], name);
  }
});

test('what is waited for and mounted is there', () => {
  for (const [name, { depends_on = {}, volumes = [] }] of services) {
    for (const [other, { condition }] of Object.entries(depends_on)) {
      const { healthcheck, build, restart } = compose.services[other];
      // Images of services have their own health check.
      if (condition === 'service_healthy')
        assert.ok(healthcheck || build?.target === 'service', `${name} waits for ${other}`);
      else assert.equal(restart, 'no', `${name} waits for the end of ${other}`);
    }
    for (const [source] of volumes.map((volume) => volume.split(':'))) {
      assert.ok(source.startsWith('./') ? existsSync(source) : source in compose.volumes, `${name} mounts ${source}`);
    }
  }
});

test('ours write nowhere, may nothing, and have the time to drain', () => {
  for (const [name, service] of ours) {
    assert.equal(service.read_only, true, name);
    assert.deepEqual(service.cap_drop, ['ALL'], name);
    assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name);
    const { DRAIN_DEADLINE_MS, SHUTDOWN_GRACE_MS } = service.environment ?? {};
    if (DRAIN_DEADLINE_MS === undefined) continue;
    const needed = (Number(DRAIN_DEADLINE_MS) + Number(SHUTDOWN_GRACE_MS)) / 1_000 + 2;
    assert.ok(seconds(service.stop_grace_period) > needed, `${name} needs ${needed} s`);
  }
});

test('Prometheus keeps exemplars and finds its targets; the exporter names series as the dashboards do', () => {
  assert.ok(compose.services.prometheus.command.includes('--enable-feature=exemplar-storage'));
  assert.ok(!compose.services['nats-exporter'].command.some((argument) => argument.startsWith('-prefix')));
  const { scrape_configs } = parse(readFileSync('deploy/prometheus/prometheus.yml', 'utf8'));
  const targets = scrape_configs.flatMap(({ static_configs }) => static_configs.flatMap((one) => one.targets));
  for (const target of targets) {
    const [host, port] = target.split(':');
    assert.ok(host in compose.services, target);
    const { HTTP_PORT } = compose.services[host].environment ?? {};
    if (HTTP_PORT) assert.equal(port, HTTP_PORT, target);
  }
});
