// Who may talk to whom in a set of manifests, by its NetworkPolicies alone. Pods are known by the workloads that make them;
// what is elsewhere is a namespace or a block of addresses, written as the policy names it.

const workloads = new Set(['Deployment', 'StatefulSet', 'Job']);
/** Label that tells our pods from each other. */
export const nameLabel = 'app.kubernetes.io/name';

/** Pods of these manifests, and of those that a chart brings: a name and labels for each. */
export const podsOf = (manifests, brought = []) => [
  ...manifests
    .filter(({ kind }) => workloads.has(kind))
    .map(({ metadata, spec }) => ({ name: metadata.name, labels: spec.template.metadata.labels })),
  ...brought.map((name) => ({ name, labels: { [nameLabel]: name } })),
];

const matches = (labels, { matchLabels = {}, matchExpressions = [] }) =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, operator, values }) => {
    if (operator !== 'In') throw new Error(`operator ${operator} is not known to tools/network.mjs`);
    return values.includes(labels[key]);
  });

/** Names of what a peer of a policy stands for. */
const partners = (peer, pods) => {
  if (peer.ipBlock) return [peer.ipBlock.cidr];
  if (peer.namespaceSelector) return [Object.entries(peer.namespaceSelector.matchLabels).flat().join('=')];
  return pods.filter(({ labels }) => matches(labels, peer.podSelector)).map(({ name }) => name);
};

const rulesOf = ({ spec }, direction, pods) => {
  const selected = pods.filter(({ labels }) => matches(labels, spec.podSelector)).map(({ name }) => name);
  const side = direction === 'ingress' ? 'from' : 'to';
  return (spec[direction] ?? []).flatMap((rule) =>
    rule[side].flatMap((peer) =>
      partners(peer, pods).flatMap((other) =>
        selected.flatMap((pod) =>
          rule.ports.map(({ port }) =>
            direction === 'ingress' ? `${other} → ${pod}:${port}` : `${pod} → ${other}:${port}`,
          ),
        ),
      ),
    ),
  );
};

/** Lines `order → nats:4222`: what the pods may send out, and what they take in. */
export const allowed = (manifests, pods) => {
  const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
  const of = (direction) => new Set(policies.flatMap((policy) => rulesOf(policy, direction, pods)));
  return { egress: of('egress'), ingress: of('ingress') };
};

/** True when every pod is denied what no policy allows it, in both directions. */
export const deniesByDefault = (manifests) =>
  manifests.some(
    ({ kind, spec }) =>
      kind === 'NetworkPolicy' &&
      Object.keys(spec.podSelector).length === 0 &&
      ['Ingress', 'Egress'].every((type) => spec.policyTypes.includes(type)) &&
      spec.ingress === undefined &&
      spec.egress === undefined,
  );
