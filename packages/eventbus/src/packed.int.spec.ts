import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startTestNats, type TestNats } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// What another team gets: the packed tarballs, installed by npm in an empty project that knows nothing of this workspace.

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const tarballsOf = ['errors', 'failpoints', 'resilience', 'eventbus'];

/** The workspace's own tool, whether or not the caller has it on the PATH. */
const tool = (name: string): string =>
  ['node_modules/.bin', '.toolchain/node_modules/.bin'].map((bin) => join(root, bin, name)).find(existsSync) ?? name;

interface Tree {
  readonly dependencies?: Readonly<Record<string, Tree>>;
}

const namesIn = ({ dependencies = {} }: Tree): string[] =>
  Object.entries(dependencies).flatMap(([name, tree]) => [name, ...namesIn(tree)]);

describe('the packed library in an empty project', () => {
  let server: TestNats;
  let project: string;
  let example: string;

  beforeAll(async () => {
    server = await startTestNats();
    project = await mkdtemp(join(tmpdir(), 'eventbus-packed-'));
    await run(tool('tsc'), ['-b', 'packages/eventbus'], { cwd: root });
    const tarballs = join(project, 'tarballs');
    await mkdir(tarballs);
    for (const name of tarballsOf) {
      await run(tool('pnpm'), ['pack', '--pack-destination', tarballs], { cwd: join(root, 'packages', name) });
    }
    const dependencies = Object.fromEntries(
      tarballsOf.map((name) => [`@orderflow/${name}`, `file:tarballs/orderflow-${name}-0.1.0.tgz`]),
    );
    await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
    await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: project });
    const readme = await readFile(join(root, 'packages/eventbus/README.md'), 'utf8');
    example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    await writeFile(join(project, 'example.ts'), example);
  }, 240_000);

  afterAll(async () => {
    await server?.stop();
    if (project) await rm(project, { recursive: true, force: true });
  });

  it('runs the example of the README, which is 30 lines', async () => {
    expect(example.trimEnd().split('\n').length).toBeLessThanOrEqual(30);
    const env = { ...process.env, NATS_URL: server.url, NODE_OPTIONS: '' };
    const { stdout } = await run(process.execPath, ['example.ts'], { cwd: project, env, timeout: 30_000 });
    expect(stdout).toContain("{ stream: 'PARCELS', sequence: 1, duplicate: false } { id: 'p-1', grams: 740 }");
  });

  it('has types that check the example, and refuse a payload of the wrong shape', async () => {
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2024'];
    const types = ['--typeRoots', join(root, 'node_modules/@types'), '--types', 'node'];
    await run(tool('tsc'), [...options, ...types, 'example.ts'], { cwd: project });

    await writeFile(join(project, 'wrong.ts'), example.replace('grams: 740', "grams: 'heavy'"));
    const wrong = run(tool('tsc'), [...options, ...types, 'wrong.ts'], { cwd: project });
    await expect(wrong).rejects.toMatchObject({ stdout: expect.stringContaining("Type 'string' is not assignable") });
  });

  it('brings no OpenTelemetry SDK along', async () => {
    const { stdout } = await run('npm', ['ls', '--all', '--json'], { cwd: project });
    const names = namesIn(JSON.parse(stdout));
    expect(names).toContain('@nats-io/nats-core');
    expect(names.filter((name) => name.startsWith('@opentelemetry/'))).toEqual(['@opentelemetry/api']);
  });
});
