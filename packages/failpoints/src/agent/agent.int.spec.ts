import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { AppError } from '@orderflow/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentPlan, createAgentRemote, parseHits } from '../remote.ts';

let directory: string;
let victims: ChildProcessByStdio<Writable, Readable, null>[];
const place = (name: string): string => join(directory, name);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'agent-'));
  victims = [];
});
afterEach(() => {
  for (const victim of victims) victim.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

const startVictim = async (env: Readonly<Record<string, string>>) => {
  const { nodeArguments } = agentPlan({ socketPath: '', hitsFile: '', service: '' });
  const fixture = join(import.meta.dirname, 'victim.fixture.spec.ts');
  const child = spawn(process.execPath, ['--conditions=@orderflow/source', ...nodeArguments, fixture], {
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  victims.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const next = async (): Promise<string | undefined> => (await lines.next()).value;
  const { port } = JSON.parse((await next()) ?? '') as { port: number };
  return { child, port, exited, next, say: (line: string) => child.stdin.write(`${line}\n`) };
};

const startArmed = async () => {
  const plan = agentPlan({ socketPath: place('agent.sock'), hitsFile: place('hits.jsonl'), service: 'order' });
  return { ...(await startVictim(plan.env)), agent: createAgentRemote(place('agent.sock')) };
};

describe('the agent in a process', () => {
  it('kills it at the armed point, at the n-th time from then on, and has noted the hit', async () => {
    const { child, port, exited, next, say, agent } = await startArmed();
    say('write');
    expect([await next(), await next()]).toEqual(['wrote', 'committed']);
    await agent.arm('handler.after_commit', 2);
    const request = fetch(`http://127.0.0.1:${port}`).catch(() => 'cut');
    say('write');
    expect([await next(), await next()]).toEqual(['wrote', 'committed']);
    expect(await agent.counts()).toEqual({ 'handler.before_write': 2, 'handler.after_commit': 2 });
    say('write');
    expect(await next()).toBe('wrote');
    expect(await next()).toBeUndefined();
    expect(await exited).toEqual([null, 'SIGKILL']);
    expect(await request).toBe('cut');
    const [hit, ...more] = parseHits(readFileSync(place('hits.jsonl'), 'utf8'));
    expect(more).toEqual([]);
    expect(hit).toMatchObject({ failpoint: 'handler.after_commit', service: 'order', pid: child.pid });
    expect(hit?.requestsUnderWay).toBe(1);
    expect(Math.abs(Date.now() - Date.parse(hit?.at ?? ''))).toBeLessThan(60_000);
  });

  it('forgets what is disarmed', async () => {
    const { next, say, agent } = await startArmed();
    await agent.arm('handler.before_write');
    await agent.arm('handler.after_commit');
    await agent.disarm('handler.before_write');
    await agent.disarm();
    say('write');
    expect([await next(), await next()]).toEqual(['wrote', 'committed']);
  });

  it('shifts what Date says, and back', async () => {
    const { next, say, agent } = await startArmed();
    const minutesAhead = async (): Promise<string[]> => {
      say('time');
      return ((await next()) ?? '').split(' ').map((ms) => `${Math.round(Number(ms) / 60_000 - Date.now() / 60_000)}`);
    };
    await agent.clock(300_000);
    expect(await minutesAhead()).toEqual(['5', '5', '5']);
    await agent.clock(-300_000);
    expect(await minutesAhead()).toEqual(['-5', '-5', '-5']);
    await agent.clock(0);
    expect(await minutesAhead()).toEqual(['0', '0', '0']);
  });

  it('takes the place of a predecessor that was killed', async () => {
    const first = await startArmed();
    expect(await first.agent.pid()).toBe(first.child.pid);
    await first.agent.arm('handler.before_write');
    first.say('write');
    await first.exited;
    await expect(first.agent.counts()).rejects.toSatisfy((error) => AppError.is(error, 'DEPENDENCY_UNAVAILABLE'));
    const second = await startArmed();
    expect(await second.agent.pid()).toBe(second.child.pid);
    expect(await second.agent.counts()).toEqual({});
  });

  it('refuses what it does not understand, with the reason', async () => {
    const { agent } = await startArmed();
    await expect(agent.arm('handler.after_commit', 0)).rejects.toThrow('after must be 1 or more, not 0');
  });

  it('keeps no process alive', async () => {
    const { child, exited } = await startArmed();
    child.stdin.end();
    child.kill('SIGTERM');
    expect(await exited).toEqual([null, 'SIGTERM']);
  });

  it('is not there unless a socket is named', async () => {
    writeFileSync(place('agent.sock'), 'not a socket');
    const { next, say } = await startVictim({ ORDERFLOW_CHAOS_SOCKET: '' });
    say('write');
    expect([await next(), await next()]).toEqual(['wrote', 'committed']);
    expect(existsSync(place('hits.jsonl'))).toBe(false);
  });
});
