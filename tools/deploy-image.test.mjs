import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (file) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
/** Each instruction on one line. */
const dockerfile = read('deploy/docker/Dockerfile').replace(/\\\n\s*/g, '');
const instructions = (name) => [...dockerfile.matchAll(new RegExp(`^${name} (.*)$`, 'gm'))].map(([, text]) => text);

test('the images are built and run with the Node and the pnpm of the checkout', () => {
  const bases = instructions('FROM').map((text) => text.split(' ')[0]);
  const node = `node:${read('.nvmrc').trim()}-bookworm-slim`;
  assert.deepEqual(bases, [node, node, 'scratch', 'run', 'run']);
  const { packageManager } = JSON.parse(read('package.json'));
  assert.match(dockerfile, new RegExp(`npm install --global ${packageManager.replaceAll('.', '\\.')}\\n`));
});

test('an image runs as nobody in particular, is told to stop by SIGTERM, and is asked for its health without a shell', () => {
  assert.deepEqual(instructions('USER'), ['1000:1000']);
  assert.deepEqual(instructions('STOPSIGNAL'), ['SIGTERM']);
  const [health] = instructions('HEALTHCHECK');
  const command = JSON.parse(health.slice(health.indexOf('CMD ') + 4));
  assert.deepEqual(command.slice(0, 2), ['node', '-e']);
  for (const entry of instructions('ENTRYPOINT')) assert.equal(JSON.parse(entry)[0], 'node');
});

test('V8 has the bounds that it has everywhere', () => {
  const options = /^NODE_OPTIONS=(".*")$/m.exec(read('services/node.env'))[1];
  assert.ok(instructions('ENV').some((text) => text.includes(`NODE_OPTIONS=${options}`)));
});

test('what is not in git is not in the image', () => {
  const ignored = read('.dockerignore').split('\n');
  const plain = read('.gitignore')
    .split('\n')
    .filter((line) => /^[a-z.]+\/$/.test(line) && line !== 'coverage/')
    .map((line) => line.slice(0, -1));
  for (const folder of plain) assert.ok(ignored.includes(folder) || ignored.includes(`**/${folder}`), folder);
});

// `pnpm deploy` takes what `files` names. What the code reads beside it must be named too.
test('a package brings along every folder that its code reads', () => {
  const missing = globSync('{packages,services}/*/src/**/*.ts')
    .filter((file) => !file.endsWith('.spec.ts'))
    .flatMap((file) => {
      const [kind, name, , ...inside] = file.split('/');
      const { files } = JSON.parse(read(`${kind}/${name}/package.json`));
      const outside = new RegExp(`['"]${'\\.\\./'.repeat(inside.length)}([a-z]+)/?[^'"]*['"]`, 'g');
      return [...readFileSync(file, 'utf8').matchAll(outside)]
        .map(([, folder]) => folder)
        .filter((folder) => folder !== 'package' && existsSync(`${kind}/${name}/${folder}`) && !files.includes(folder))
        .map((folder) => `${file} reads ${folder}/, which package.json does not list in \`files\``);
    });
  assert.deepEqual(missing, []);
});
