import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startChild } from '../process/child.ts';
import { processIdentity } from '../process/process-identity.ts';
import { waitUntil } from '../process/wait-until.ts';
import type { ProcessDefinition } from './supervised-process.ts';
import { createSupervisor } from './supervisor.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'orderflow-supervisor-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const until = (check: () => boolean, describe: string) =>
  waitUntil(async () => check(), { timeoutMs: 15_000, describe, everyMs: 20 });
const exists = (pid: number) => processIdentity(pid) !== undefined;

/** A process that says when it is up, and does what `body` says besides. */
const definition = (name: string, body: string): ProcessDefinition => ({
  name,
  url: '',
  stopGraceMs: 500,
  start: async () => {
    const logFile = join(directory, `${name}.log`);
    const script = `${body}; console.log('up'); setInterval(() => {}, 1000)`;
    const child = startChild({ command: process.execPath, args: ['-e', script], env: process.env, logFile });
    await until(() => existsSync(logFile) && readFileSync(logFile, 'utf8').includes('up'), `${name} to be up`);
    return child;
  },
});

describe('the supervisor', () => {
  it('starts a process again that was killed, and says so meanwhile', async () => {
    const seen: string[] = [];
    const supervisor = createSupervisor(() => seen.push(supervisor.states()[0]?.detail ?? ''));
    await supervisor.start(definition('one', ''));
    const [before] = supervisor.states();
    process.kill(before?.pid ?? 0, 'SIGKILL');
    await until(
      () => supervisor.states()[0]?.restarts === 1 && supervisor.states()[0]?.status === 'running',
      'a restart',
    );
    expect(supervisor.states()[0]?.pid).not.toBe(before?.pid);
    expect(seen).toContain('was ended by SIGKILL, starts again in 0.5 s');
    await supervisor.stop([['one']]);
  });

  it('waits longer from restart to restart when a process does not stay up', async () => {
    const details = new Set<string>();
    const supervisor = createSupervisor(() => details.add(supervisor.states()[0]?.detail ?? ''));
    await supervisor.start(definition('one', 'setTimeout(() => process.exit(3), 50)'));
    await until(() => (supervisor.states()[0]?.restarts ?? 0) >= 3, 'the third restart');
    await supervisor.stop([['one']]);
    expect([...details]).toEqual(
      expect.arrayContaining([0.5, 1, 2].map((seconds) => `ended with exit code 3, starts again in ${seconds} s`)),
    );
  });

  it('stops in the order it is given, and kills what does not stop in time', async () => {
    const supervisor = createSupervisor(() => undefined);
    const log = join(directory, 'order');
    const polite = `process.on('SIGTERM', () => { require('fs').appendFileSync('${log}', process.argv[1]); process.exit(0) })`;
    await supervisor.start(definition('server', polite));
    await supervisor.start(definition('service', polite.replace('process.argv[1]', "'service '")));
    await supervisor.start(definition('deaf', "process.on('SIGTERM', () => {})"));
    const pids = supervisor.states().map(({ pid }) => pid);
    await supervisor.stop([['service', 'deaf'], ['server']]);
    expect(readFileSync(log, 'utf8')).toMatch(/^service /);
    expect(pids.filter(exists)).toEqual([]);
    expect(supervisor.states().map(({ status }) => status)).toEqual(['stopped', 'stopped', 'stopped']);
  });

  it('leaves one alone that somebody holds, until it is given back', async () => {
    const supervisor = createSupervisor(() => undefined);
    await supervisor.start(definition('one', ''));
    await supervisor.get('one').stop('held');
    expect(supervisor.states()[0]).toMatchObject({ status: 'held', pid: 0, restarts: 0 });
    await supervisor.get('one').resume();
    expect(supervisor.states()[0]?.status).toBe('running');
    await supervisor.stop([['one']]);
  });
});

describe('the guardian', () => {
  it('ends the processes and removes the directory of a supervisor that was killed', async () => {
    const doomed = join(directory, 'doomed');
    const pidFile = join(directory, 'pid');
    const source = (file: string) => join(import.meta.dirname, '..', 'process', file);
    const script = `
      import { mkdirSync, writeFileSync } from 'node:fs';
      import { createGuardian } from '${source('guardian.ts')}';
      import { startChild } from '${source('child.ts')}';
      mkdirSync('${doomed}');
      const guardian = createGuardian();
      guardian.removeOnDeath('${doomed}');
      const child = startChild({ command: 'sleep', args: ['600'], env: process.env, logFile: '/dev/null', guardian });
      writeFileSync('${pidFile}', String(child.pid));
      setInterval(() => {}, 1000);`;
    const supervisor = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], { stdio: 'inherit' });
    await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '', 'the child to be started');
    const pid = Number(readFileSync(pidFile, 'utf8'));
    expect(exists(pid)).toBe(true);
    supervisor.kill('SIGKILL');
    await until(() => !exists(pid), 'the child to be gone');
    await until(() => !existsSync(doomed), 'the directory to be gone');
  });
});
