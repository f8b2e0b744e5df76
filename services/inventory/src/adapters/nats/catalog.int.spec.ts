import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { catalogBucket } from '@orderflow/contracts';
import type { Bus } from '@orderflow/eventbus';
import { connectNats } from '@orderflow/eventbus/jetstream';
import { createLogger } from '@orderflow/telemetry/logger';
import { startTestNats, type TestNats, waitFor } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Precondition, PutOutcome } from '../../application/ports.ts';
import { createLog, type Log } from './log.ts';

const logger = createLogger({ service: 'test', level: 'silent' });

interface Replica {
  readonly log: Log;
  readonly connection: NatsConnection;
  /** Problem of the catalogue as it was last told; undefined: loaded. */
  problem: string | undefined;
}

let nats: TestNats;
let replicas: Replica[];

beforeAll(async () => {
  nats = await startTestNats();
});
afterAll(async () => {
  await nats.stop();
});

const openReplica = async (): Promise<Replica> => {
  let up = true;
  const replica: { -readonly [K in keyof Replica]?: Replica[K] } = { problem: 'not told yet' };
  const log = createLog({
    logger,
    onCatalog: (problem) => {
      replica.problem = problem;
    },
  });
  const connection = await connectNats({
    servers: nats.url,
    name: 'inventory',
    onStatus: ({ state }) => {
      up = state === 'connected';
      if (up) log.reconnected();
    },
  });
  const status = () => ({ connected: up, problems: [], missingStreams: [] });
  const bus: Bus = {
    status,
    publish: () => Promise.reject(new Error('nothing is published here')),
    subscribe: () => undefined,
    start: () => Promise.resolve(),
    drain: () => Promise.resolve({ clean: true, unfinished: [] }),
  };
  await log.attach(connection, bus);
  return Object.assign(replica, { log, connection, problem: replica.problem });
};
const loaded = (replica: Replica) => waitFor(() => replica.problem === undefined, { describe: 'the catalogue' });

beforeEach(async () => {
  const connection = await connectNats({ servers: nats.url, name: 'setup' });
  const old = await new Kvm(connection).create(catalogBucket, { history: 1 });
  await old.destroy();
  await new Kvm(connection).create(catalogBucket, { history: 1 });
  await connection.close();
  replicas = [await openReplica(), await openReplica()];
  await Promise.all(replicas.map(loaded));
});
afterEach(async () => {
  for (const { log } of replicas) log.stop();
  await Promise.all(replicas.map(({ connection }) => connection.close()));
});

const tea = (name: string, amount = 1_250) => ({ sku: 'tea', name, price: { amount, currency: 'EUR' } });
const put = (name: string, precondition: Precondition, replica = 0): Promise<PutOutcome> =>
  replicas[replica]!.log.catalog.put(tea(name), precondition);
const kinds = (outcomes: readonly PutOutcome[]) => outcomes.map(({ kind }) => kind).sort();

describe('a product that is put', () => {
  it('is created, replaced by its revision, and seen by the one who wrote it at once', async () => {
    const created = await put('Tea', 'absent');
    expect(created).toMatchObject({ kind: 'created', product: tea('Tea') });
    expect(replicas[0]!.log.catalog.get('tea')).toEqual(created.product);
    const revision = created.product!.revision;
    const replaced = await put('Earl Grey', { revision });
    expect(replaced).toMatchObject({ kind: 'replaced', product: tea('Earl Grey') });
    expect(replaced.product!.revision).toBeGreaterThan(revision);
    expect(replicas[0]!.log.catalog.get('tea')).toEqual(replaced.product);
  });

  it('is seen by the other replica', async () => {
    const { product } = await put('Tea', 'absent');
    await waitFor(() => replicas[1]!.log.catalog.get('tea') !== undefined);
    expect(replicas[1]!.log.catalog.get('tea')).toEqual(product);
  });

  it('is found by the other replica before its copy has it', async () => {
    const { product } = await put('Tea', 'absent');
    expect(await replicas[1]!.log.catalog.find('tea')).toEqual(product);
    expect(await replicas[1]!.log.catalog.find('coffee')).toBeUndefined();
  });

  it('is not replaced by an old revision, nor created twice', async () => {
    const { product } = await put('Tea', 'absent');
    await put('Earl Grey', { revision: product!.revision });
    expect(await put('Assam', { revision: product!.revision })).toMatchObject({
      kind: 'changed',
      product: tea('Earl Grey'),
    });
    expect(await put('Assam', 'absent')).toMatchObject({ kind: 'changed', product: tea('Earl Grey') });
    expect(await put('Assam', { revision: 999_999 })).toMatchObject({ kind: 'changed' });
  });

  it('stands when it is already as it was to become: the answer to the first attempt was lost', async () => {
    const { product } = await put('Tea', 'absent');
    expect(await put('Tea', 'absent', 1)).toEqual({ kind: 'stands', product });
    const replaced = await put('Earl Grey', { revision: product!.revision });
    expect(await put('Earl Grey', { revision: product!.revision })).toEqual({
      kind: 'stands',
      product: replaced.product,
    });
  });

  it('is not there to be replaced', async () => {
    expect(await put('Tea', { revision: 7 })).toEqual({ kind: 'changed', product: undefined });
  });

  it('can be created again after someone removed it by hand', async () => {
    const { product } = await put('Tea', 'absent');
    const bucket = await new Kvm(replicas[0]!.connection).open(catalogBucket);
    await bucket.delete('tea');
    await waitFor(() => replicas[1]!.log.catalog.get('tea') === undefined, { describe: 'the removal' });
    expect(await put('Tea', { revision: product!.revision }, 1)).toEqual({ kind: 'changed', product: undefined });
    expect(await put('Tea', 'absent', 1)).toMatchObject({ kind: 'created' });
  });
});

describe('replicas that race', () => {
  it('replace one revision once', async () => {
    let { product } = await put('Tea', 'absent');
    for (let round = 0; round < 10; round++) {
      const { revision } = product!;
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, i) => put(`Tea ${round}.${i}`, { revision }, i % 2)),
      );
      expect(kinds(outcomes)).toEqual([...Array.from({ length: 7 }, () => 'changed'), 'replaced']);
      product = outcomes.find(({ kind }) => kind === 'replaced')?.product;
    }
    await waitFor(() => replicas.every(({ log }) => log.catalog.get('tea')?.revision === product?.revision));
    for (const { log } of replicas) expect(log.catalog.get('tea')).toEqual(product);
  });

  it('create the same product once, and both succeed', async () => {
    expect(kinds(await Promise.all([put('Tea', 'absent', 0), put('Tea', 'absent', 1)]))).toEqual(['created', 'stands']);
  });
});

describe('pages', () => {
  it('go by sku, and go on after the last one', async () => {
    const { catalog } = replicas[0]!.log;
    for (const sku of ['c', 'a', 'B', 'd']) await catalog.put({ ...tea(sku), sku }, 'absent');
    const skus = (after: string | undefined, limit: number) => {
      const { products, more } = catalog.page(after, limit);
      return [products.map(({ sku }) => sku).join(''), more];
    };
    expect(skus(undefined, 2)).toEqual(['Ba', true]);
    expect(skus('a', 2)).toEqual(['cd', false]);
    expect(skus('b', 1)).toEqual(['c', true]);
    expect(skus('d', 2)).toEqual(['', false]);
  });
});

describe('the catalogue and what can happen to it', () => {
  it('is read while the log is away, refuses writes at once, and follows again afterwards', async () => {
    await put('Tea', 'absent');
    await waitFor(() => replicas[1]!.log.catalog.get('tea') !== undefined);
    await nats.halt();
    const noticed = async () => {
      await expect(put('Assam', 'absent', 1)).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE', retryAfterSeconds: 2 });
      return true;
    };
    await waitFor(noticed, { describe: 'the loss of the connection' });
    const askedAt = performance.now();
    await noticed();
    expect(performance.now() - askedAt).toBeLessThan(1_000);
    expect(replicas[1]!.log.catalog.get('tea')).toMatchObject(tea('Tea'));

    await nats.start();
    const replaced = await waitFor(() =>
      put('Earl Grey', { revision: replicas[0]!.log.catalog.get('tea')!.revision }).catch(() => undefined),
    );
    // Long before the client would have noticed that its consumer is gone.
    await waitFor(() => replicas[1]!.log.catalog.get('tea')?.name === 'Earl Grey', { timeoutMs: 4_000 });
    expect(replicas[1]!.log.catalog.get('tea')).toEqual(replaced.product);
  });

  it('comes back empty when its bucket was made anew', async () => {
    await put('Tea', 'absent');
    await waitFor(() => replicas[1]!.log.catalog.get('tea') !== undefined);
    const bucket = await new Kvm(replicas[0]!.connection).open(catalogBucket);
    await bucket.destroy();
    await new Kvm(replicas[0]!.connection).create(catalogBucket, { history: 1 });
    await nats.restart();
    await waitFor(() => replicas.every(({ log }) => log.catalog.get('tea') === undefined), { describe: 'no tea' });
    expect(await put('Tea', 'absent', 1)).toMatchObject({ kind: 'created' });
  });

  it('passes over an entry that someone put there by hand and that is none', async () => {
    await put('Tea', 'absent');
    const bucket = await new Kvm(replicas[0]!.connection).open(catalogBucket);
    await bucket.put('coffee', 'no json');
    await replicas[0]!.log.catalog.put({ ...tea('Water'), sku: 'water' }, 'absent');
    await waitFor(() => replicas[1]!.log.catalog.get('water') !== undefined);
    expect(replicas[1]!.log.catalog.page(undefined, 10).products.map(({ sku }) => sku)).toEqual(['tea', 'water']);
  });

  it('is LOG_UNAVAILABLE before it was loaded', () => {
    const log = createLog({ logger, onCatalog: () => undefined });
    expect(() => log.catalog.get('tea')).toThrow(expect.objectContaining({ code: 'LOG_UNAVAILABLE' }));
  });
});
