// Fails when an import points upwards, sideways or in a circle. The rules are the table below.
// usage: node tools/layering.mjs [root]
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Package → the packages of ours it may import. Services may import all of `servicesMay`, never each other. */
const mayImport = {
  errors: [],
  failpoints: ['errors'],
  contracts: ['errors'],
  resilience: ['errors'],
  telemetry: ['errors'],
  eventbus: ['errors', 'failpoints', 'resilience', 'telemetry'],
  postgres: ['errors', 'failpoints', 'telemetry'],
  // Services give it their projections; the command line runs it.
  rebuild: ['errors', 'eventbus', 'postgres'],
  'dead-letters': ['errors', 'contracts', 'telemetry', 'eventbus'],
  'service-kit': ['errors', 'failpoints', 'contracts', 'resilience', 'telemetry', 'eventbus', 'postgres'],
};
const servicesMay = [...Object.keys(mayImport)];

/** Layer of a service → the layers it may import. `app.ts` and `main.ts` see everything. */
const layers = {
  domain: ['domain'],
  application: ['application', 'domain'],
  adapters: ['adapters', 'application', 'domain'],
  transport: ['transport', 'application', 'domain'],
};
const domainMay = ['errors', 'contracts'];

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s+(?<clause>[^'";]*?\sfrom\s+)?['"](?<static>[^'"]+)['"]|\bimport\(\s*['"](?<dynamic>[^'"]+)['"]\s*\)/g;

const importsOf = (source) =>
  [...source.matchAll(importPattern)].map(({ groups }) => ({
    specifier: groups.static ?? groups.dynamic,
    typeOnly: /^type\s/.test(groups.clause ?? ''),
  }));

const placeOf = (file) => {
  const [kind, name, src, layer] = file.split(sep);
  return { kind, name, layer: src === 'src' && layer in layers ? layer : undefined, spec: file.endsWith('.spec.ts') };
};

const crossPackage = (from, { specifier, typeOnly }) => {
  const target = specifier.split('/')[1];
  if (from.spec || from.kind === 'tests' || target === from.name) return undefined;
  if (from.kind === 'services') {
    if (!servicesMay.includes(target)) return `a service may not import ${specifier}`;
    if (from.layer === 'domain' && !(target === 'errors' || (typeOnly && domainMay.includes(target)))) {
      return `domain may import @orderflow/errors, and types of @orderflow/contracts, not ${specifier}`;
    }
    return undefined;
  }
  const allowed = mayImport[from.name];
  if (allowed && !allowed.includes(target)) return `${from.name} may not import ${specifier}`;
  return undefined;
};

const withinPackage = (from, to) => {
  if (to.kind !== from.kind || to.name !== from.name) return 'a relative import may not leave its package';
  if (from.spec || from.kind !== 'services' || !from.layer) return undefined;
  if (to.layer && !layers[from.layer].includes(to.layer)) return `${from.layer} may not import ${to.layer}`;
  if (!to.layer && from.layer === 'domain') return 'domain imports domain only';
  return undefined;
};

/** The first circle found over the graph file → files, as a list of files, or undefined. */
const findCircle = (graph) => {
  const done = new Set();
  const visit = (file, path) => {
    const at = path.indexOf(file);
    if (at >= 0) return [...path.slice(at), file];
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const circle = visit(next, [...path, file]);
      if (circle) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return undefined;
};

/** `{ violations, files }` for the tree below `root`. */
export const checkLayering = (root) => {
  const files = globSync('{packages,services,tests}/*/src/**/*.ts', { cwd: root }).sort();
  const violations = [];
  const graph = new Map();
  for (const file of files) {
    const from = placeOf(file);
    const targets = [];
    for (const found of importsOf(readFileSync(join(root, file), 'utf8'))) {
      let problem;
      if (found.specifier.startsWith('@orderflow/')) problem = crossPackage(from, found);
      else if (found.specifier.startsWith('.')) {
        const target = normalize(join(dirname(file), found.specifier));
        if (!target.includes(`${sep}gen${sep}`)) {
          targets.push(target);
          problem = withinPackage(from, placeOf(target));
        }
      } else if (from.layer === 'domain' && !from.spec && !found.specifier.startsWith('node:crypto')) {
        problem = `domain is pure and may not import ${found.specifier}`;
      }
      if (problem) violations.push(`${file}: ${problem}`);
    }
    graph.set(file, targets);
  }
  const circle = findCircle(graph);
  if (circle) violations.push(`import circle: ${circle.join(' → ')}`);
  return { violations, files: files.length };
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const root = process.argv[2] ?? process.cwd();
  const { violations, files } = checkLayering(root);
  for (const violation of violations) console.error(violation);
  console.log(`layering: ${files} files, ${violations.length} violations (${relative(process.cwd(), root) || '.'})`);
  process.exitCode = violations.length > 0 || files === 0 ? 1 : 0;
}
