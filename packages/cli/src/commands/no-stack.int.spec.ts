import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as localStack from '@orderflow/local-stack';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backupCommand, restoreCommand } from './backup.ts';
import { doctor } from './doctor.ts';
import { logs } from './logs.ts';
import { rebuildCommand } from './rebuild.ts';
import { withServers } from './running.ts';
import { temporaryStackDirectory } from './temporary-stack-directory.ts';

vi.mock('@orderflow/local-stack', async (original) => ({
  ...(await original<typeof localStack>()),
  runningStack: vi.fn(),
  supervisedStates: vi.fn(async () => []),
}));

const sentence = 'Nothing runs from this checkout: start it with `npm start`.';
const never = new AbortController().signal;
let scratch: string;
let printed: string[];

beforeEach(() => {
  scratch = temporaryStackDirectory();
  printed = [];
  for (const method of ['log', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((line: string) => void printed.push(line));
  }
  for (const name of ['NATS_URL', 'POSTGRES_ADMIN_URL', 'POSTGRES_ADMIN_URL_FILE']) vi.stubEnv(name, '');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.mocked(localStack.runningStack).mockReset();
  vi.unstubAllEnvs();
  rmSync(scratch, { recursive: true, force: true });
});

const stackRuns = (): void => {
  vi.mocked(localStack.runningStack).mockReturnValue({
    startedAt: '2026-01-01T00:00:00.000Z',
    supervisor: { name: 'supervisor', pid: process.pid, identity: '' },
    processes: [],
    ports: { order: 1, payment: 1, inventory: 1, psp: 1, nats: [{ client: 1, monitor: 1, route: 1 }], postgres: 1 },
    dataDir: join(scratch, 'data'),
    logsDir: scratch,
    controlSocket: '/nowhere',
    postgresAdminUrl: 'postgres://127.0.0.1:1/postgres',
    natsAdminUrl: 'nats://127.0.0.1:1',
    natsPasswords: { setup: '', order: '', payment: '', inventory: '', letters: '' },
  });
};

describe('beside no stack', () => {
  it('commands that work on the servers say that nothing runs, and make nothing', async () => {
    const directory = join(scratch, 'backup');
    await expect(backupCommand(directory)).rejects.toThrow(sentence);
    await expect(restoreCommand(directory, { yes: true }, never)).rejects.toThrow(sentence);
    await expect(rebuildCommand('order', true, never)).rejects.toThrow(sentence);
    expect(existsSync(directory)).toBe(false);
  });

  it('they take the servers that the environment names', () => {
    const env = { NATS_URL: 'nats://elsewhere:4222' };
    expect(withServers(env)).toEqual(env);
  });

  it('logs of the last time are shown as such, and none are no answer', async () => {
    const options = { service: undefined, order: undefined, follow: false, lines: 10 };
    await expect(logs(options, never, scratch)).rejects.toThrow(sentence);
    mkdirSync(join(scratch, 'logs'));
    writeFileSync(join(scratch, 'logs', 'nats.log'), '');
    await expect(logs(options, never, scratch)).rejects.toThrow(sentence);
    writeFileSync(join(scratch, 'logs', 'nats.log'), 'a line\n');
    expect(await logs(options, never, scratch)).toBe(0);
    expect(printed[0]).toContain(`${sentence} These logs are of the last time.`);
    expect(printed[1]).toContain('a line');
  });
});

describe('beside a stack', () => {
  it('restore leaves the services alone when there is no backup in the folder', async () => {
    stackRuns();
    for (const directory of [join(scratch, 'nope'), '/etc/hostname', scratch]) {
      await expect(restoreCommand(directory, { yes: true }, never)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    }
    expect(localStack.supervisedStates).not.toHaveBeenCalled();
  });

  it('doctor names the data of the stack that runs', async () => {
    stackRuns();
    await doctor();
    expect(printed.join('\n')).toContain(`data in ${join(scratch, 'data')}`);
  });
});
