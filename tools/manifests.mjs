// Whether a Kubernetes manifest is one: by the schemas of its own API, and without a field that they do not know.
const kinds = {
  v1: () => import('kubernetes-models/v1'),
  'apps/v1': () => import('kubernetes-models/apps/v1'),
  'autoscaling/v2': () => import('kubernetes-models/autoscaling/v2'),
  'batch/v1': () => import('kubernetes-models/batch/v1'),
  'keda.sh/v1alpha1': () => import('@kubernetes-models/keda/keda.sh/v1alpha1'),
  'monitoring.coreos.com/v1': () => import('@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1'),
  'networking.k8s.io/v1': () => import('kubernetes-models/networking.k8s.io/v1'),
  'policy/v1': () => import('kubernetes-models/policy/v1'),
};

const modelOf = async ({ apiVersion, kind }) => {
  const { [kind]: Model } = (await kinds[apiVersion]?.()) ?? {};
  if (Model === undefined) throw new Error(`${apiVersion} ${kind} is not known to tools/manifests.mjs`);
  return Model;
};

const isWrong = (Model, manifest) => {
  try {
    new Model(manifest).validate();
    return undefined;
  } catch (error) {
    return error.message;
  }
};

/** Every place in a manifest: its path, and the object or list that holds it under a key. */
function* placesOf(parent, path = '') {
  for (const key of Object.keys(parent)) {
    yield { parent, key, path: `${path}/${key}` };
    if (typeof parent[key] === 'object' && parent[key] !== null) yield* placesOf(parent[key], `${path}/${key}`);
  }
}

/** No field of any API may hold this; so where it raises no objection, nobody looks. */
const impossible = () => undefined;

/**
 * What is wrong with a manifest, a sentence for each. The schemas pass over fields that they do not know, as an API server
 * does; each field is therefore given an impossible value in turn, and one that nobody minds is unknown.
 */
export const problemsOf = async (manifest) => {
  const Model = await modelOf(manifest);
  const wrong = isWrong(Model, manifest);
  if (wrong !== undefined) return [wrong];
  const copy = structuredClone(manifest);
  const unknown = [];
  for (const { parent, key, path } of placesOf(copy)) {
    if (unknown.some((above) => path.startsWith(`${above}/`))) continue;
    const value = parent[key];
    parent[key] = impossible;
    if (isWrong(Model, copy) === undefined) unknown.push(path);
    parent[key] = value;
  }
  return unknown.map((path) => `${path} is a field that ${manifest.apiVersion} ${manifest.kind} does not have`);
};
