import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');

/** The real process, with this environment alone. Resolves once it has ended. */
const startOf = async (service: string, env: Readonly<Record<string, string>>) => {
  const main = join(root, 'services', service, 'src/main.ts');
  const child = spawn(process.execPath, ['--conditions=@orderflow/source', main], {
    env: { HTTP_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { said, code };
};

describe.each(['order', 'payment', 'inventory', 'psp-simulator'])('%s', (service) => {
  it('does not start where strangers reach it and nobody is asked who he is', async () => {
    const { said, code } = await startOf(service, { HTTP_HOST: '0.0.0.0' });

    expect(code).toBe(1);
    expect(said).toContain('"code":"CONFIG_INVALID"');
    expect(said).toContain('HTTP_HOST is \\"0.0.0.0\\"');
    expect(said).not.toContain('listening');
  });
});

describe.each(['order', 'payment', 'inventory'])('%s in production', (service) => {
  it('does not start with what the local stack uses, and names all of it', async () => {
    const { said, code } = await startOf(service, { ORDERFLOW_ENV: 'production' });

    expect(code).toBe(1);
    for (const name of ['AUTH_MODE', 'NATS_PASSWORD', 'DATABASE_URL']) expect(said).toContain(`${name} is `);
    expect(said).not.toContain(':orderflow@');
  });
});
