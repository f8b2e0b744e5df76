import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fetcher, findNatsServer } from './find-nats-server.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'orderflow-find-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A program that states a version, as nats-server does. */
const program = (path: string, says: string): string => {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho '${says}'\n`);
  chmodSync(path, 0o755);
  return path;
};
const env = (path = ''): NodeJS.ProcessEnv => ({ PATH: path, XDG_CACHE_HOME: join(home, 'cache') });
const cached = () => join(home, 'cache/orderflow/nats-server');
/** These tests are about a machine that has none of its own in the usual places. */
const onlyOurs = { places: [] };

const fetcher = (says: string, onFetch: () => void = () => undefined): Fetcher => ({
  name: 'test source',
  fetch: async (keep) => {
    onFetch();
    keep(program(join(home, 'fetched/nats-server'), says));
  },
});
const unreachable: Fetcher = { name: 'far away', fetch: () => Promise.reject(new Error('no route')) };

describe('finding nats-server', () => {
  it('takes the program that NATS_SERVER_BIN names, and says why when it cannot be used', async () => {
    const path = program(join(home, 'mine'), 'nats-server: v2.11.0');
    const found = await findNatsServer({ ...onlyOurs, env: { ...env(), NATS_SERVER_BIN: path } });
    expect(found).toMatchObject({ path, version: '2.11.0', source: 'NATS_SERVER_BIN' });
    await expect(
      findNatsServer({ ...onlyOurs, env: { ...env(), NATS_SERVER_BIN: join(home, 'nowhere') } }),
    ).rejects.toThrow(/NATS_SERVER_BIN cannot be used: .*nowhere does not exist/);
  });

  it('skips and names an older one in PATH, and takes the next', async () => {
    const old = program(join(home, 'old/nats-server'), 'nats-server: v2.9.25');
    const good = program(join(home, 'good/nats-server'), 'nats-server: v2.10.0');
    const found = await findNatsServer({ ...onlyOurs, env: env(`${home}/old:${home}/good`) });
    expect(found).toMatchObject({ path: good, source: 'PATH', skipped: [`${old} is 2.9.25, older than 2.10.0`] });
  });

  it('skips and names one that does not run here', async () => {
    const foreign = program(join(home, 'foreign/nats-server'), 'Exec format error');
    program(cached(), 'nats-server: v2.12.1');
    const found = await findNatsServer({ ...onlyOurs, env: env(`${home}/foreign`) });
    expect(found).toMatchObject({ source: 'cache', skipped: [`${foreign} is no nats-server that runs here`] });
  });

  it('fetches into the cache when there is none, from the first source that has one', async () => {
    const found = await findNatsServer({
      ...onlyOurs,
      env: env(),
      fetchers: [unreachable, fetcher('nats-server: v2.14.7')],
    });
    expect(found).toMatchObject({ path: cached(), version: '2.14.7', source: 'test source' });
    expect(existsSync(`${cached()}.lock`)).toBe(false);
  });

  it('fetches once when several look at the same time', async () => {
    let fetches = 0;
    const options = { ...onlyOurs, env: env(), fetchers: [fetcher('nats-server: v2.14.7', () => fetches++)] };
    const found = await Promise.all([findNatsServer(options), findNatsServer(options), findNatsServer(options)]);
    expect(found.map(({ version }) => version)).toEqual(['2.14.7', '2.14.7', '2.14.7']);
    expect(fetches).toBe(1);
  });

  it('says in one sentence what was tried and what to do when none can be had', async () => {
    program(join(home, 'old/nats-server'), 'nats-server: v2.2.0');
    const looking = findNatsServer({ ...onlyOurs, env: env(`${home}/old`), fetchers: [unreachable] });
    await expect(looking).rejects.toThrow(/2\.2\.0, older than 2\.10\.0.*far away: no route.*NATS_SERVER_BIN/);
  });

  it('never leaves half a program in the cache', async () => {
    const broken: Fetcher = {
      name: 'broken',
      fetch: async (keep) => {
        keep(join(home, 'is not there'));
      },
    };
    await expect(findNatsServer({ ...onlyOurs, env: env(), fetchers: [broken] })).rejects.toThrow(/broken/);
    expect(existsSync(cached())).toBe(false);
  });
});
