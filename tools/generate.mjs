// Writes what is generated and committed: the protobuf code. `npm run gen`; `--check` fails on drift.
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const check = process.argv.includes('--check');
const out = 'packages/contracts/gen';
const target = check ? mkdtempSync(join(tmpdir(), 'orderflow-gen-')) : out;
const protos = globSync('proto/orderflow/*/v1/*.proto').sort();

execFileSync(
  'pbjs',
  ['-t', 'static-module', '-w', 'esm', '--dts', '-p', 'proto', '--no-service', '--no-delimited', '--null-semantics']
    .concat(['--no-verify', '--no-convert', '--force-long', '-o', join(target, 'contracts.js')])
    .concat(protos),
  { stdio: 'inherit' },
);

if (check) {
  const stale = ['contracts.js', 'contracts.d.ts'].filter(
    (file) => readFileSync(join(target, file), 'utf8') !== readFileSync(join(out, file), 'utf8'),
  );
  rmSync(target, { recursive: true });
  if (stale.length > 0) {
    console.error(`${stale.map((f) => join(out, f)).join(', ')}: not what proto/ generates. Run \`npm run gen\`.`);
    process.exit(1);
  }
}
