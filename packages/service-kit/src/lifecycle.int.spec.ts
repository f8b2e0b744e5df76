import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { waitFor } from '@orderflow/testkit';
import { afterEach, describe, expect, it } from 'vitest';

const children: ReturnType<typeof spawn>[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Runs a process whose `start` has the given body; its `steps` are what it prints while it stops. */
function given(start: string, env: Record<string, string> = {}) {
  const source = `
    import { setTimeout as sleep } from 'node:timers/promises';
    import { processConfig, readConfig, createReadiness, runService, stopInOrder } from '@orderflow/service-kit';
    const say = (step) => process.stdout.write(JSON.stringify({ step }) + '\\n');
    const schema = processConfig({ httpPort: 8081 });
    const stopping = (parts) => ({
      stop: (signal) => stopInOrder({ name: 'test', logger: { error() {} }, readiness: createReadiness(), graceMs: 0, ...parts }, signal),
    });
    setInterval(() => {}, 1_000);
    await runService({ name: 'test', config: () => readConfig(schema, process.env), start: async ({ config, logger, signal }) => {
      ${start}
    } });
  `;
  const child = spawn(process.execPath, ['--conditions=@orderflow/source', '--input-type=module', '--eval', source], {
    cwd: import.meta.dirname,
    env: { PATH: process.env.PATH, LOG_PRETTY: 'false', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const lines: Record<string, unknown>[] = [];
  let rest = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts.map((line) => JSON.parse(line)));
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    stderr += chunk;
  });
  const exited = once(child, 'close').then(([code]) => ({ code, steps: steps(), stderr }));
  const steps = () => lines.flatMap(({ step }) => (step === undefined ? [] : [step]));
  const logged = (message: string) => waitFor(() => lines.find(({ msg }) => String(msg).startsWith(message)));
  return { child, exited, logged, lines };
}

const inOrder = `
  const slowly = async (part) => { say(part + '…'); await sleep(20); say(part); };
  return stopping({
    endWaiters: () => say('waiters'),
    http: { close: () => slowly('http') },
    drainBus: async () => { await slowly('bus'); return { clean: true, unfinished: [] }; },
    close: [() => slowly('store'), () => slowly('pool')],
  });`;

const steps = ['waiters', 'http…', 'http', 'bus…', 'bus', 'store…', 'store', 'pool…', 'pool'];

describe('a process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'told to stop by %s stops its parts in order and exits with 0',
    async (signal) => {
      const { child, exited, logged } = given(inOrder);
      await logged('started');

      child.kill(signal);

      expect(await exited).toEqual({ code: 0, steps, stderr: '' });
    },
  );

  it('told twice leaves at once with 1', async () => {
    const { child, exited, logged } = given(`return { stop: () => sleep(60_000) };`);
    await logged('started');

    child.kill('SIGTERM');
    await logged('stopping');
    child.kill('SIGTERM');

    expect(await exited).toMatchObject({ code: 1 });
    await logged('told to stop a second time');
  });

  it('that cannot finish by the deadline says what is left, closes the rest and exits with 1', async () => {
    const { child, exited, logged } = given(
      `return stopping({ drainBus: () => sleep(60_000), close: [() => say('store')] });`,
      { DRAIN_DEADLINE_MS: '200' },
    );
    await logged('started');

    child.kill('SIGTERM');

    expect(await exited).toMatchObject({ code: 1, steps: ['store'] });
    await logged('stopped with work unfinished: test stopped without finishing: bus');
  });

  it('whose bus leaves messages unfinished names them and exits with 1', async () => {
    const { child, exited, logged } = given(
      `return stopping({ drainBus: async () => ({ clean: false, unfinished: ['projector:o-1:orders.created'] }) });`,
    );
    await logged('started');

    child.kill('SIGTERM');

    expect(await exited).toMatchObject({ code: 1 });
    await logged('stopped with work unfinished');
  });

  it('tells the bus how long it has, a little less than is left', async () => {
    const { child, exited, logged } = given(
      `return stopping({
         deadlineMs: 3_000,
         http: { close: () => sleep(100) },
         drainBus: async (ms) => { say(ms > 1_000 && ms <= 2_400); return { clean: true, unfinished: [] }; },
       });`,
    );
    await logged('started');

    child.kill('SIGTERM');

    expect(await exited).toMatchObject({ code: 0, steps: [true] });
  });

  it('told to stop while it starts abandons the start', async () => {
    const { child, exited, logged } = given(
      `logger.info('starting'); await sleep(60_000, undefined, { signal }); return { stop: async () => {} };`,
    );
    await logged('starting');

    child.kill('SIGTERM');

    expect(await exited).toMatchObject({ code: 0 });
  });

  it.each([
    ['an uncaught error', `setTimeout(() => { throw new Error('bug'); }, 10); ${inOrder}`],
    ['an unhandled rejection', `setTimeout(() => { Promise.reject(new Error('bug')); }, 10); ${inOrder}`],
  ])('with %s logs it and exits with 1, finishing nothing', async (_case, start) => {
    const { exited, logged } = given(start);

    expect(await exited).toMatchObject({ code: 1, steps: [] });
    expect(await logged('uncaught error')).toMatchObject({ level: 'fatal', err: { message: 'bug' } });
  });

  it('that cannot start says why and exits with 1', async () => {
    const { exited, logged } = given(`throw new Error('port taken');`);

    expect(await exited).toMatchObject({ code: 1 });
    await logged('could not start: port taken');
  });

  it('with a bad configuration names the variables and exits with 1', async () => {
    const { exited, lines } = given(inOrder, { HTTP_PORT: 'eighty', LOG_LEVEL: 'loud' });

    expect(await exited).toMatchObject({ code: 1 });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'fatal', code: 'CONFIG_INVALID' });
    expect(lines[0]?.msg).toContain('HTTP_PORT is "eighty": it must be a whole number from 0 to 65535');
    expect(lines[0]?.msg).toContain('LOG_LEVEL is "loud": it must be one of `fatal`');
  });
});
