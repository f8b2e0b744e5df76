// What `npm test` runs, in order: the cheap checks first, then tests with real servers, then the real stack.
// Every step runs even when one failed, so that one run shows everything. The last line is `N passed, N failed`.
// usage: node tools/verify.mjs [step...]   only the named steps
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const scratch = mkdtempSync(join(tmpdir(), 'orderflow-verify-'));

/** A step of one command, which passes or fails as a whole. */
const check = (name, command) => ({ name, command });
/** A step of vitest projects, whose tests are counted one by one. */
const tests = (name, project) => ({
  name,
  report: join(scratch, `${project}.json`),
  command: `vitest run --project ${project} --reporter=default --reporter=json --outputFile.json=${join(scratch, `${project}.json`)}`,
});

const steps = [
  check('lint', 'biome ci --error-on-warnings --reporter=summary .'),
  check('types', 'tsc -p tsconfig.json'),
  check(
    'layering',
    "node --conditions=@orderflow/source --test --test-reporter=dot 'tools/*.test.mjs' && node tools/layering.mjs",
  ),
  check(
    'proto',
    'buf lint proto && buf format --exit-code -d proto && buf breaking proto --against proto/released/v1.binpb',
  ),
  check('generated', 'node --conditions=@orderflow/source tools/generate.mjs --check'),
  check('hygiene', 'knip --no-progress && sherif --fail-on-warnings'),
  check('build', 'tsc -b tsconfig.build.json'),
  tests('unit', 'unit'),
  tests('integration', 'int'),
  tests('planted bugs', 'planted'),
  tests('end to end', 'e2e'),
  tests('end to end, alone', 'alone'),
];

const run = (command) =>
  new Promise((resolve) => {
    // Colours in a log file are noise.
    const env = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
    const child = spawn(command, { shell: true, stdio: 'inherit', env });
    child.on('exit', (code) => resolve(code ?? 1));
  });

const countTests = (report) => {
  if (!existsSync(report)) return { passed: 0, failed: 0 };
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
  return { passed: numPassedTests, failed: numFailedTests };
};

const only = process.argv.slice(2);
let passed = 0;
let failed = 0;
const table = [];
for (const step of steps.filter(({ name }) => only.length === 0 || only.includes(name))) {
  console.log(`\n▸ ${step.name}`);
  const startedAt = performance.now();
  const code = await run(step.command);
  const counted = step.report ? countTests(step.report) : { passed: 0, failed: 0 };
  // A runner that fails without a failed test (a broken hook, no tests at all) is a failure of its own.
  if (code !== 0 && counted.failed === 0) counted.failed = 1;
  if (code === 0 && !step.report) counted.passed = 1;
  if (code === 0 && step.report && counted.passed === 0) counted.failed = 1;
  passed += counted.passed;
  failed += counted.failed;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
  table.push(
    `${counted.failed === 0 ? '✓' : '✗'} ${step.name.padEnd(12)} ${seconds} s   ${counted.passed} passed, ${counted.failed} failed`,
  );
}
rmSync(scratch, { recursive: true });
console.log(`\n${table.join('\n')}\n`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
