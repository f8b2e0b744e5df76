// Renders the kustomizations in deploy/k8s without kubectl, as far as they go: resources, components, configMapGenerator
// (literals, files, merge), namespace, labels, images, JSON patches. A field beyond these is an error. A test compares it
// with `kubectl kustomize` where that is there.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

const known = new Set(
  'apiVersion kind namespace resources components configMapGenerator labels images patches'.split(' '),
);

/** The documents of a YAML file. Throws on a broken one, or on a key that is there twice. */
export const documentsOf = (file) =>
  parseAllDocuments(readFileSync(file, 'utf8'), { merge: true }).map((document) => {
    if (document.errors.length > 0) throw new Error(`${file}: ${document.errors[0].message}`);
    return document.toJS();
  });

const readKustomization = (directory) => {
  const file = join(directory, 'kustomization.yaml');
  const kustomization = parse(readFileSync(file, 'utf8'));
  for (const name of Object.keys(kustomization)) {
    if (!known.has(name)) throw new Error(`${file}: \`${name}\` is not known to tools/kustomize.mjs`);
  }
  return kustomization;
};

const generate = (directory, resources, { name, behavior = 'create', literals = [], files = [] }) => {
  const data = {
    ...Object.fromEntries(literals.map((literal) => [literal.split('=', 1)[0], literal.replace(/^[^=]*=/, '')])),
    ...Object.fromEntries(files.map((file) => [basename(file), readFileSync(join(directory, file), 'utf8')])),
  };
  const there = resources.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name);
  if ((behavior === 'merge') !== (there !== undefined)) {
    throw new Error(
      `${directory}: the ConfigMap ${name} is ${there ? 'there already' : 'not there to be merged into'}`,
    );
  }
  if (there) Object.assign(there.data, data);
  else resources.push({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data, generated: true });
};

const templateOf = (resource) => resource.spec?.template;
const containersOf = (resource) => {
  const { containers = [], initContainers = [] } = templateOf(resource)?.spec ?? {};
  return [...containers, ...initContainers];
};

const label = (resources, { pairs, includeTemplates }) => {
  for (const resource of resources) {
    resource.metadata.labels = { ...resource.metadata.labels, ...pairs };
    const template = templateOf(resource);
    if (includeTemplates && template) template.metadata.labels = { ...template.metadata.labels, ...pairs };
  }
};

const rename = (resources, { name, newName = name, newTag }) => {
  for (const container of resources.flatMap(containersOf)) {
    if (container.image === name) container.image = `${newName}:${newTag}`;
  }
};

const edit = (directory, resources, { target, patch }) => {
  const hit = resources.filter(({ kind, metadata }) => kind === target.kind && metadata.name === target.name);
  if (hit.length !== 1) throw new Error(`${directory}: a patch finds ${hit.length} of ${target.kind} ${target.name}`);
  for (const { op, path, value } of parse(patch)) {
    const steps = path.slice(1).split('/');
    const last = steps.pop();
    const parent = steps.reduce((at, step) => at?.[step], hit[0]);
    const exists = parent !== undefined && last in parent;
    if (op === 'remove' && exists) delete parent[last];
    else if (op === 'replace' && exists) parent[last] = value;
    else throw new Error(`${directory}: ${op} ${path} cannot be done`);
  }
};

const settle = (resources, namespace) => {
  for (const resource of resources) {
    if (resource.kind === 'Namespace') resource.metadata.name = namespace;
    else resource.metadata.namespace = namespace;
  }
};

const accumulate = (directory, resources) => {
  const kustomization = readKustomization(directory);
  const own = kustomization.kind === 'Component' ? resources : [];
  for (const entry of kustomization.resources ?? []) {
    const path = join(directory, entry);
    own.push(...(statSync(path).isDirectory() ? accumulate(path, []) : documentsOf(path)));
  }
  for (const component of kustomization.components ?? []) accumulate(join(directory, component), own);
  for (const generator of kustomization.configMapGenerator ?? []) generate(directory, own, generator);
  for (const patch of kustomization.patches ?? []) edit(directory, own, patch);
  if (kustomization.namespace) settle(own, kustomization.namespace);
  for (const labels of kustomization.labels ?? []) label(own, labels);
  for (const image of kustomization.images ?? []) rename(own, image);
  return own;
};

const lookalikes = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

/** As kustomize does it: SHA-256 of kind and data (the name is always empty in it), ten digits, none that makes a word. */
const hashOf = ({ data }) => {
  const sorted = Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));
  const json = JSON.stringify({ data: sorted, kind: 'ConfigMap', name: '' }).replace(
    /[<>&]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
  const hex = createHash('sha256').update(json).digest('hex').slice(0, 10);
  return hex.replace(/[013ae]/g, (digit) => lookalikes[digit]);
};

/** Every `configMapRef`, `configMapKeyRef` and `configMap` of a pod. */
const pointTo = (value, names) => {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (/^configMap(Ref|KeyRef)?$/.test(key) && names.has(inner?.name)) inner.name = names.get(inner.name);
    else pointTo(inner, names);
  }
};

/** The resources of an overlay, as `kubectl kustomize` would print them. */
export const render = (directory) => {
  const resources = accumulate(directory, []);
  const names = new Map();
  for (const resource of resources.filter(({ generated }) => generated)) {
    const hashed = `${resource.metadata.name}-${hashOf(resource)}`;
    names.set(resource.metadata.name, hashed);
    resource.metadata.name = hashed;
    delete resource.generated;
  }
  for (const resource of resources) pointTo(templateOf(resource)?.spec, names);
  return resources;
};
