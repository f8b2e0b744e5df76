// Writes what is generated and committed: the protobuf code, the tables of the READMEs, the users of NATS, the AsyncAPI
// document, the dashboards. `npm run gen`; `--check` fails on drift. Needs `node --conditions=@orderflow/source`: what is
// made is read from the sources.
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { figures, sections, slopeOf } from '../packages/bench/src/index.ts';
import { createProgram } from '../packages/cli/src/index.ts';
import {
  clientConfig,
  natsUsersConfig,
  natsUsersFile,
  portsConfig,
  setUpConfig,
} from '../packages/local-stack/src/index.ts';
import { describeConfig } from '../packages/service-kit/src/index.ts';
import { configSchema as inventory } from '../services/inventory/src/config.ts';
import { configSchema as order } from '../services/order/src/config.ts';
import { configSchema as payment } from '../services/payment/src/config.ts';
import { configSchema as psp } from '../services/psp-simulator/src/config.ts';
import { bugs } from '../tests/chaos/src/bugs/index.ts';
import { checkEdits } from '../tests/chaos/src/mutation.ts';
import { asyncapi } from './asyncapi.mjs';
import { dashboards } from './dashboards/index.mjs';
import { budgetsTable, figuresTable, growthTables } from './performance-tables.mjs';
import { bugsTable, commandsOf, commandsTable, configTable, withSection } from './tables.mjs';

const localStack = { ...portsConfig, ...natsUsersConfig };
const schemas = {
  order,
  payment,
  inventory,
  'psp-simulator': psp,
  setup: setUpConfig,
  'the local stack': localStack,
  'the command': clientConfig,
};

const contracts = () => {
  const target = mkdtempSync(join(tmpdir(), 'orderflow-gen-'));
  const protos = globSync('proto/orderflow/*/v1/*.proto').sort();
  const flags = ['--dts', '-p', 'proto', '--no-service', '--no-delimited', '--null-semantics', '--no-verify'];
  try {
    execFileSync(
      'pbjs',
      ['-t', 'static-module', '-w', 'esm', ...flags, '--no-convert', '--force-long']
        .concat(['-o', join(target, 'contracts.js')])
        .concat(protos),
      { stdio: 'inherit' },
    );
    return ['contracts.js', 'contracts.d.ts'].map((name) => ({
      file: join('packages/contracts/gen', name),
      source: 'proto/',
      text: readFileSync(join(target, name), 'utf8'),
    }));
  } finally {
    rmSync(target, { recursive: true });
  }
};

const commandLine = () => commandsTable(commandsOf(createProgram()));

const readme = () => {
  const described = Object.entries(schemas).map(([reader, schema]) => [reader, describeConfig(schema)]);
  const config = configTable(Object.fromEntries(described), { all: ['order', 'payment', 'inventory'] });
  const text = readFileSync('README.md', 'utf8');
  const source = 'the schemas in config.ts and the commands in packages/cli';
  const filled = withSection(withSection(text, 'config', config), 'commands', commandLine());
  // The formatter aligns the columns of tables; what is generated is what it leaves.
  return { file: 'README.md', source, text: formattedAs('README.md', filled) };
};

const cliReadme = () => {
  const file = 'packages/cli/README.md';
  const text = withSection(readFileSync(file, 'utf8'), 'commands', commandLine());
  return { file, source: 'the commands in packages/cli', text: formattedAs(file, text) };
};

const plantedBugs = () => {
  const file = 'docs/planted-bugs.md';
  // Code that has moved away from under a bug is noticed here, long before the bug would be run.
  for (const { edits } of bugs) checkEdits(edits);
  const text = withSection(readFileSync(file, 'utf8'), 'bugs', bugsTable(bugs));
  return { file, source: 'the bugs in tests/chaos', text: formattedAs(file, text) };
};

/** The last result of its kind that is kept. */
const lastResult = (kind) => {
  const [file] = globSync(`tests/bench/results/*-${kind}.json`).sort().slice(-1);
  if (file === undefined) throw new Error(`tests/bench/results has no result of the ${kind} bench`);
  return [JSON.parse(readFileSync(file, 'utf8')), basename(file)];
};

const performancePage = () => {
  const file = 'docs/performance.md';
  const [full, fullFile] = lastResult('full');
  const [growth, growthFile] = lastResult('growth');
  const parts = {
    budgets: budgetsTable(full),
    figures: figuresTable(full, fullFile, { figures, sections }),
    growth: growthTables(growth, growthFile, slopeOf),
  };
  const page = readFileSync(file, 'utf8');
  const text = Object.entries(parts).reduce((filled, [name, part]) => withSection(filled, name, `\n${part}\n`), page);
  return { file, source: 'the results in tests/bench', text: formattedAs(file, text) };
};

/** The same text that the formatter would leave. */
const formattedAs = (file, input) =>
  execFileSync('biome', ['format', `--stdin-file-path=${file}`], { input, encoding: 'utf8' });

const eventsDocument = () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const file = 'docs/asyncapi.json';
  const text = formattedAs(file, JSON.stringify(asyncapi(version), null, 2));
  return { file, source: 'packages/contracts and proto/', text };
};

const natsUsers = () => ({
  file: 'deploy/nats/users.conf',
  source: 'the catalogue of events and the topology',
  text: natsUsersFile(),
});

/** The same rules for the operator of Prometheus. */
const prometheusRule = () => {
  const { groups } = parse(readFileSync('deploy/prometheus/rules.yml', 'utf8'));
  const manifest = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'orderflow' },
    spec: { groups },
  };
  const file = 'deploy/k8s/components/monitoring/rules.yaml';
  const text = `# Generated by \`npm run gen\` from deploy/prometheus/rules.yml.\n${stringify(manifest, { lineWidth: 120 })}`;
  return { file, source: 'deploy/prometheus/rules.yml', text: formattedAs(file, text) };
};

const grafana = () =>
  Object.entries(dashboards).map(([name, dashboard]) => {
    const file = `deploy/grafana/dashboards/${name}.json`;
    return { file, source: 'tools/dashboards', text: formattedAs(file, JSON.stringify(dashboard, null, 2)) };
  });

const check = process.argv.includes('--check');
const pages = [
  readme(),
  cliReadme(),
  plantedBugs(),
  performancePage(),
  natsUsers(),
  eventsDocument(),
  prometheusRule(),
];
for (const { file, source, text } of [...contracts(), ...pages, ...grafana()]) {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  if (check) {
    console.error(`${file}: not what ${source} say. Run \`npm run gen\`.`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    console.log(`${file} written`);
  }
}
