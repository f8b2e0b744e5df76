// Builds the images and tries the stack of docker-compose.yml, where a container engine runs; says why not where none does.
// usage: node tools/containers.mjs
import { spawnSync } from 'node:child_process';

const whyNot = () => {
  const compose = spawnSync('docker', ['compose', 'version'], { encoding: 'utf8' });
  if (compose.error) return 'there is no `docker` command here';
  if (compose.status !== 0) return '`docker` has no `compose` (version 2) here';
  const engine = spawnSync('docker', ['info', '--format', '{{.ServerVersion}}'], { encoding: 'utf8' });
  return engine.status === 0 ? undefined : `no container engine answers \`docker info\`: ${engine.stderr.trim()}`;
};

const reason = whyNot();
if (reason === undefined) {
  const { status } = spawnSync('vitest run --project containers', { stdio: 'inherit', shell: true });
  process.exitCode = status ?? 1;
} else {
  console.log(`skipped: nothing was run in a container, for ${reason}`);
}
