import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';
import { services as catalogue, createTopology } from '../packages/contracts/src/index.ts';
import { release } from '../packages/local-stack/src/nats/nats-release.ts';
import { createApiKey } from '../packages/service-kit/src/index.ts';
import { render } from './kustomize.mjs';
import { problemsOf } from './manifests.mjs';
import { problemsOfEnvironment, processNames } from './service-configs.mjs';

const overlays = { dev: render('deploy/k8s/overlays/dev'), production: render('deploy/k8s/overlays/production') };
const each = Object.entries(overlays);
const workloads = ['Deployment', 'StatefulSet', 'Job'];
const podsIn = (manifests) =>
  manifests
    .filter(({ kind }) => workloads.includes(kind))
    .map(({ kind, metadata, spec }) => ({
      kind,
      name: metadata.name,
      template: spec.template,
      spec: spec.template.spec,
    }));
const named = (manifests, kind, name) =>
  manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);

const keyLine = createApiKey({ customer: '*', scopes: ['customer'], name: 'test' }).line;
const standIn = (name) => {
  if (/_URL$/.test(name)) return 'postgres://somebody:of-their-own@10.20.0.5:5432/orderflow';
  return name === 'API_KEYS' ? keyLine : 'of-their-own';
};

/** What the process would see; for a secret a value that is nobody's fallback. */
const environmentOf = (manifests, { envFrom = [], env = [] }) => ({
  ...Object.assign({}, ...envFrom.map(({ configMapRef }) => named(manifests, 'ConfigMap', configMapRef.name).data)),
  ...Object.fromEntries(
    env
      .filter(({ valueFrom }) => valueFrom?.secretKeyRef.optional !== true)
      .map(({ name, value }) => [name, value ?? standIn(name)]),
  ),
});

const hasKubectl = spawnSync('kubectl', ['kustomize', '--help']).status === 0;
for (const [name, manifests] of each) {
  test(`kubectl renders ${name} to the same`, { skip: hasKubectl ? false : 'no kubectl here' }, () => {
    const { stdout, stderr } = spawnSync('kubectl', ['kustomize', `deploy/k8s/overlays/${name}`], { encoding: 'utf8' });
    assert.equal(stderr, '');
    const theirs = parseAllDocuments(stdout).map((document) => document.toJS());
    const byName = (list) =>
      new Map(list.map((one) => [`${one.kind} ${one.metadata.name}`, one]).sort(([a], [b]) => (a < b ? -1 : 1)));
    assert.deepEqual(byName(manifests), byName(theirs));
  });

  test(`each manifest of ${name} is one, without a field that is unknown`, async () => {
    for (const manifest of manifests) {
      assert.deepEqual(await problemsOf(manifest), [], `${manifest.kind} ${manifest.metadata.name}`);
    }
  });

  test(`in ${name} no container runs as root, writes to its image, or has more than it needs`, () => {
    for (const { name, kind, spec } of podsIn(manifests)) {
      const { securityContext: pod } = spec;
      assert.ok(pod.runAsNonRoot === true && pod.runAsUser > 0, name);
      assert.equal(pod.seccompProfile.type, 'RuntimeDefault', name);
      assert.equal(spec.automountServiceAccountToken, false, name);
      for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) {
        const { securityContext, resources } = container;
        assert.equal(securityContext.readOnlyRootFilesystem, true, name);
        assert.equal(securityContext.allowPrivilegeEscalation, false, name);
        assert.deepEqual(securityContext.capabilities, { drop: ['ALL'] }, name);
        for (const amount of [resources.requests, resources.limits]) assert.ok(amount.cpu && amount.memory, name);
        assert.match(container.image, /:(\d+\.\d+[\w.-]*|local)$/, name);
        if (kind === 'Job') continue;
        for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
          assert.ok(container[probe], `${name} ${probe}`);
      }
    }
    const namespace = manifests.find(({ kind }) => kind === 'Namespace');
    assert.equal(namespace.metadata.labels['pod-security.kubernetes.io/enforce'], 'restricted');
  });

  test(`in ${name} a pod has the time to drain before it is killed`, () => {
    const drained = podsIn(manifests).filter(({ kind }) => kind === 'Deployment');
    assert.ok(drained.length >= 3);
    for (const { name, spec } of drained) {
      const [container] = spec.containers;
      const { DRAIN_DEADLINE_MS, SHUTDOWN_GRACE_MS } = environmentOf(manifests, container);
      const needed =
        container.lifecycle.preStop.sleep.seconds + (Number(DRAIN_DEADLINE_MS) + Number(SHUTDOWN_GRACE_MS)) / 1_000 + 2;
      assert.ok(spec.terminationGracePeriodSeconds > needed, `${name} needs ${needed} s`);
    }
  });

  test(`in ${name} our processes would start with the environment they get, and read all of it`, () => {
    const found = podsIn(manifests).filter(({ name }) => processNames.includes(name));
    assert.ok(found.length >= 4);
    for (const { name, spec } of found) {
      assert.deepEqual(problemsOfEnvironment(name, environmentOf(manifests, spec.containers[0])), [], name);
    }
  });

  test(`in ${name} every name and port leads to something`, () => {
    for (const { name, template, spec } of podsIn(manifests)) {
      const [container] = spec.containers;
      const ports = (container.ports ?? []).map((port) => port.name);
      for (const { httpGet } of [container.startupProbe, container.livenessProbe, container.readinessProbe].filter(
        Boolean,
      )) {
        if (httpGet) assert.ok(ports.includes(httpGet.port), `${name} ${httpGet.port}`);
      }
      const { HTTP_PORT } = environmentOf(manifests, container);
      if (HTTP_PORT) assert.equal(String(container.ports[0].containerPort), HTTP_PORT, name);
      if (spec.serviceAccountName) assert.ok(named(manifests, 'ServiceAccount', spec.serviceAccountName), name);
      for (const { configMap, persistentVolumeClaim } of spec.volumes) {
        if (configMap) assert.ok(named(manifests, 'ConfigMap', configMap.name), name);
        if (persistentVolumeClaim)
          assert.ok(named(manifests, 'PersistentVolumeClaim', persistentVolumeClaim.claimName), name);
      }
      const service = named(manifests, 'Service', name);
      if (!service) continue;
      const { labels } = template.metadata;
      assert.ok(
        Object.entries(service.spec.selector).every(([key, value]) => labels[key] === value),
        name,
      );
      for (const { port, targetPort } of service.spec.ports) {
        assert.equal(container.ports.find((one) => one.name === targetPort)?.containerPort, port, `${name}:${port}`);
      }
    }
    for (const { kind, metadata, spec } of manifests) {
      if (spec?.scaleTargetRef) assert.ok(named(manifests, 'Deployment', spec.scaleTargetRef.name), metadata.name);
      if (kind === 'PodDisruptionBudget') {
        const [label] = Object.values(spec.selector.matchLabels);
        assert.ok(named(manifests, 'Deployment', label), metadata.name);
      }
      if (kind === 'ServiceMonitor') {
        const [{ values }] = spec.selector.matchExpressions;
        for (const one of values)
          assert.ok(named(manifests, 'Service', one).spec.ports.some((port) => port.name === spec.endpoints[0].port));
      }
    }
  });

  test(`secrets of ${name} are referred to, never there, and documented`, () => {
    assert.deepEqual(
      manifests.filter(({ kind }) => kind === 'Secret'),
      [],
    );
    const documented = readFileSync('docs/deployment.md', 'utf8');
    for (const { name, spec } of podsIn(manifests)) {
      for (const { valueFrom } of spec.containers[0].env ?? []) {
        if (!valueFrom) continue;
        const { name: secret, key } = valueFrom.secretKeyRef;
        const row = documented.split('\n').find((line) => line.startsWith(`| \`${secret}\``));
        assert.ok(row?.includes(`\`${key}\``), `${name}: ${secret} ${key}`);
      }
    }
  });
}

test('a field that is unknown, misplaced or of the wrong kind is noticed', async () => {
  const order = () => structuredClone(named(overlays.production, 'Deployment', 'order'));
  const misspelt = order();
  misspelt.spec.template.spec.containers[0].readinesProbe = {};
  misspelt.spec.minReplicas = 2;
  assert.deepEqual((await problemsOf(misspelt)).map((problem) => problem.split(' ')[0]).sort(), [
    '/spec/minReplicas',
    '/spec/template/spec/containers/0/readinesProbe',
  ]);
  const wrong = order();
  wrong.spec.template.spec.terminationGracePeriodSeconds = '40';
  assert.match((await problemsOf(wrong))[0], /terminationGracePeriodSeconds/);
});

test('in production nobody comes in without a key, and two or more of each run', () => {
  const { production } = overlays;
  for (const name of ['order', 'payment', 'inventory']) {
    const [container] = named(production, 'Deployment', name).spec.template.spec.containers;
    const { AUTH_MODE, ORDERFLOW_ENV, PRIVATE_NETWORK } = environmentOf(production, container);
    assert.deepEqual(
      { AUTH_MODE, ORDERFLOW_ENV, PRIVATE_NETWORK },
      { AUTH_MODE: 'api-key', ORDERFLOW_ENV: 'production', PRIVATE_NETWORK: undefined },
    );
    assert.ok(named(production, 'PodDisruptionBudget', name), name);
    const scaler = production.find(({ spec }) => spec?.scaleTargetRef?.name === name);
    assert.ok((scaler.spec.minReplicas ?? scaler.spec.minReplicaCount) >= 2, name);
    assert.equal(named(production, 'Deployment', name).spec.replicas, undefined, `${name}: the scaler counts`);
  }
  assert.equal(named(production, 'Deployment', 'psp-simulator'), undefined);
});

test('the cluster has every dashboard', () => {
  const maps = overlays.production.filter(({ metadata }) => metadata.labels?.grafana_dashboard === '1');
  assert.deepEqual(Object.keys(maps[0].data).sort(), readdirSync('deploy/grafana/dashboards').sort());
});

test('payment and inventory are scaled by every durable of theirs', () => {
  const { durables } = createTopology({});
  for (const name of ['payment', 'inventory']) {
    const { triggers } = named(overlays.production, 'ScaledObject', name).spec;
    const ofService = durables.filter((one) => catalogue[name].durables.includes(one.name));
    assert.deepEqual(
      triggers.map(({ metadata: { stream, consumer } }) => `${stream} ${consumer}`).sort(),
      ofService.map(({ stream, name: durable }) => `${stream} ${durable}`).sort(),
    );
  }
});

test('NATS in production keeps what it acknowledged, and goes one server at a time', () => {
  const values = parse(readFileSync('deploy/k8s/helm/nats-values.yaml', 'utf8'));
  const [container] = named(overlays.production, 'Job', 'setup').spec.template.spec.containers;
  const { STREAM_REPLICAS } = environmentOf(overlays.production, container);
  assert.equal(values.config.jetstream.merge.sync_interval, 'always');
  assert.equal(String(values.config.cluster.replicas), STREAM_REPLICAS);
  assert.equal(values.container.image.tag, `${release.version}-alpine`);
  assert.equal(values.podDisruptionBudget.merge.spec.maxUnavailable, 1);
  assert.match(values.container.merge.lifecycle.preStop.exec.command[1], /^-sl=ldm=/);
  const duck = ['lame_duck_grace_period', 'lame_duck_duration'].map((name) =>
    Number.parseInt(values.config.merge[name], 10),
  );
  assert.ok(values.podTemplate.merge.spec.terminationGracePeriodSeconds > duck[0] + duck[1]);
  // Its passwords are those that users.conf asks for.
  const asked = readFileSync('deploy/nats/users.conf', 'utf8').match(/(?<=\$)NATS_\w+_PASSWORD(?=\n)/g);
  for (const name of asked)
    assert.deepEqual(values.container.env[name].valueFrom.secretKeyRef, { name: 'orderflow-nats', key: name });
});

test('the exporter of NATS reads the same pages as the one in compose, under the names that dashboards and alerts have', () => {
  const { promExporter, config } = parse(readFileSync('deploy/k8s/helm/nats-values.yaml', 'utf8'));
  const { command } = parse(readFileSync('docker-compose.yml', 'utf8')).services['nats-exporter'];
  const { args } = promExporter.merge;
  const pages = (flags) => flags.filter((flag) => /^-(varz|jsz=)/.test(flag));
  assert.deepEqual(pages(args), pages(command));
  assert.ok(!args.some((flag) => flag.startsWith('-prefix')));
  assert.ok(args.includes(`-port=${promExporter.port}`));
  assert.ok(args.includes(`http://localhost:${config.monitor.port}/`));
});
