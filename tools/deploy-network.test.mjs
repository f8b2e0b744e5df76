import assert from 'node:assert/strict';
import { test } from 'node:test';
import { render } from './kustomize.mjs';
import { allowed, deniesByDefault, podsOf } from './network.mjs';

const dev = render('deploy/k8s/overlays/dev');
const production = render('deploy/k8s/overlays/production');

const services = ['order', 'payment', 'inventory'];
const all = [...services, 'setup'];
const to = (where) => (who) => `${who} → ${where}`;
const dns = 'kubernetes.io/metadata.name=kube-system:53';
const caller = 'orderflow/may-call=true';
const monitoring = 'kubernetes.io/metadata.name=monitoring';

/** Who has to talk to whom. What is between two of our pods has to be let out here and let in there. */
const everywhere = {
  between: [...all.map(to('nats:4222')), 'order → payment:8082'],
  out: [],
  in: [`${caller} → order:8081`, `${caller} → inventory:8083`],
};
const edges = {
  dev: {
    between: [...everywhere.between, ...all.map(to('postgres:5432')), 'payment → psp-simulator:8084'],
    out: ['order', 'payment', 'inventory', 'setup', 'nats', 'postgres', 'psp-simulator'].map(to(dns)),
    in: everywhere.in,
  },
  production: {
    between: [...everywhere.between, 'nats → nats:6222'],
    out: [
      ...[...all, 'nats'].map(to(dns)),
      ...all.map(to('10.20.0.0/24:5432')),
      'payment → 0.0.0.0/0:443',
      ...services.map(to(`${monitoring}:4317`)),
    ],
    in: [
      ...everywhere.in,
      'kubernetes.io/metadata.name=keda → nats:8222',
      ...['order:8081', 'payment:8082', 'inventory:8083', 'nats:7777'].map((target) => `${monitoring} → ${target}`),
    ],
  },
};
const sorted = (lines) => [...new Set(lines)].sort();

for (const [name, manifests, brought] of [
  ['dev', dev, []],
  ['production', production, ['nats']],
]) {
  test(`in ${name} the network lets through what is needed, and nothing else`, () => {
    assert.ok(deniesByDefault(manifests));
    const { egress, ingress } = allowed(manifests, podsOf(manifests, brought));
    assert.deepEqual(sorted(egress), sorted([...edges[name].between, ...edges[name].out]));
    assert.deepEqual(sorted(ingress), sorted([...edges[name].between, ...edges[name].in]));
  });

  test(`in ${name} what the configuration calls is among it`, () => {
    const pods = podsOf(manifests, brought).map((pod) => pod.name);
    const { egress } = allowed(manifests, podsOf(manifests, brought));
    let called = 0;
    for (const { kind, metadata, spec } of manifests) {
      if (!['Deployment', 'Job'].includes(kind)) continue;
      const maps = (spec.template.spec.containers[0].envFrom ?? []).map(({ configMapRef }) => configMapRef.name);
      const values = manifests
        .filter((one) => one.kind === 'ConfigMap' && maps.includes(one.metadata.name))
        .flatMap((one) => Object.entries(one.data));
      for (const [variable, value] of values) {
        if (!value.includes('://')) continue;
        const { hostname, port, protocol } = new URL(value);
        const [pod, namespace] = hostname.split('.');
        const inCluster = pods.includes(hostname) || namespace === 'monitoring';
        const target = pods.includes(hostname)
          ? pod
          : inCluster
            ? `kubernetes.io/metadata.name=${namespace}`
            : '0.0.0.0/0';
        const edge = `${metadata.name} → ${target}:${port || (protocol === 'https:' ? 443 : 80)}`;
        assert.ok(egress.has(edge), `${variable}: ${edge}`);
        called += 1;
      }
    }
    assert.ok(called >= 5);
  });
}

test('a policy that is taken away is missed, and one for everybody is noticed', () => {
  const without = dev.filter(({ metadata }) => metadata.name !== 'payment-from-order');
  assert.ok(!allowed(without, podsOf(without)).ingress.has('order → payment:8082'));
  assert.ok(!deniesByDefault(dev.filter(({ metadata }) => metadata.name !== 'default-deny')));
});
