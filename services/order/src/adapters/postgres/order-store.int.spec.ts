import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createPool, type Pool } from '@orderflow/postgres';
import { compose } from '@orderflow/resilience';
import { startTestPostgres, type TestPostgres } from '@orderflow/testkit';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { record } from '../../domain/decide.ts';
import { type Fact, type Facts, noFacts } from '../../domain/facts.ts';
import * as given from '../../domain/histories.spec.ts';
import { lives, play } from '../../domain/life.spec.ts';
import { isTerminal, statusOf } from '../../domain/status.ts';
import { createAcceptedOrders } from './accepted-orders.ts';
import { createOrderReader, type PostgresOrderReader } from './order-reader.ts';
import { createOrderStore, type PostgresOrderStore } from './order-store.ts';

const migrations = join(import.meta.dirname, '../../../migrations');
const deadlineMs = 120_000;

let postgres: TestPostgres;
let url: string;
/** The runtime role deletes nothing. */
let owner: Pool;
beforeAll(async () => {
  postgres = await startTestPostgres();
  const database = await postgres.createDatabase({ migrations });
  url = database.url;
  owner = createPool({ connectionString: database.ownerUrl, name: 'owner', max: 1 });
});
afterAll(async () => {
  await postgres.stop();
});

interface Replica {
  readonly pool: Pool;
  readonly store: PostgresOrderStore;
  readonly reader: PostgresOrderReader;
}
/** Two replicas of the service, each with its own pool and batches, over one database. */
let replicas: Replica[];
/** Batches that were taken apart: no fact of ours ever makes one fail. */
let splits: unknown[];

const openReplica = (name: string): Replica => {
  const pool = createPool({ connectionString: url, name, max: 4 });
  const observer = { split: (_group: string, _size: number, error: unknown) => splits.push(error) };
  return { pool, store: createOrderStore({ pool, deadlineMs, observer }), reader: createOrderReader(pool) };
};
let one: Replica;
let two: Replica;
beforeEach(async () => {
  splits = [];
  [one, two] = [openReplica('one'), openReplica('two')];
  replicas = [one, two];
  await owner.query('delete from orders');
});
afterEach(async () => {
  await Promise.all(replicas.map(({ store }) => store.close()));
  await Promise.all(replicas.map(({ pool }) => pool.end()));
});

let orders = 0;
const newOrderId = () => `order-${++orders}`;
const foldOf = (orderId: string, facts: readonly Fact[]): Facts => facts.reduce(record, noFacts(orderId));
const recordAll = async (store: PostgresOrderStore, orderId: string, facts: readonly Fact[]) => {
  for (const fact of facts) await store.record(orderId, fact);
};

describe('two replicas, given the same order at the same time', () => {
  it('keep every promise of a life among its neighbours, whatever is repeated or reordered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(lives, { minLength: 20, maxLength: 40 }), async (many) => {
        const faults = await Promise.all(
          many.map((life) => {
            const orderId = newOrderId();
            const recorders = replicas.map(
              ({ store }) =>
                async (fact: Fact) =>
                  (await store.record(orderId, fact)).facts,
            );
            return play(life, recorders);
          }),
        );
        expect(faults.flat()).toEqual([]);
      }),
      { numRuns: 20 },
    );
    expect(splits).toEqual([]);
  });

  it('agree on facts that no neighbour would send together, and tell exactly one caller that the order has ended', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(given.histories, { minLength: 10, maxLength: 20 }), async (many) => {
        const all = many.map(async (history) => {
          const orderId = newOrderId();
          const answers = await Promise.all(
            history.map((fact, i) => (replicas[i % 2] ?? one).store.record(orderId, fact)),
          );
          const found = await one.reader.find(orderId);
          const standing = found ?? noFacts(orderId);
          expect(given.faultsOf(standing)).toEqual([]);
          expect(answers.filter(({ ended }) => ended)).toHaveLength(isTerminal(standing) ? 1 : 0);
          for (const fact of history) expect(record(standing, fact)).toBe(standing);
          for (const { facts } of answers) expect(standing).toMatchObject(decided(facts));
        });
        await Promise.all(all);
      }),
      { numRuns: 20 },
    );
    expect(splits).toEqual([]);
  });
});

/** Of what an answer said: whatever was decided stands. */
const decided = ({ decision }: Facts) => (decision ? { decision } : {});

describe('one store', () => {
  it('gives back each fact as it was written, and what the pure function makes of them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(given.histories, { minLength: 10, maxLength: 20 }), async (many) => {
        const all = many.map(async (history) => {
          const orderId = newOrderId();
          await recordAll(one.store, orderId, history);
          expect(await one.reader.find(orderId)).toEqual(foldOf(orderId, history));
        });
        await Promise.all(all);
      }),
      { numRuns: 10 },
    );
  });

  it('folds the facts of one order that come together, in the order they came in', async () => {
    const orderId = newOrderId();
    const history = [given.reserved(), given.created(), given.approved(), given.cancelRequested(), given.approved()];
    const answers = await Promise.all(history.map((fact) => one.store.record(orderId, fact)));
    expect(answers.map(({ facts, changed, ended }) => [statusOf(facts), changed, ended])).toEqual([
      ['RESERVED', true, false],
      ['RESERVED', true, false],
      ['CONFIRMED', true, true],
      ['CONFIRMED', true, false],
      ['CONFIRMED', false, false],
    ]);
    expect(await one.reader.find(orderId)).toEqual(foldOf(orderId, history));
  });

  it('harms nobody else with a fact that the database refuses', async () => {
    const [good, bad] = [newOrderId(), newOrderId()];
    const outcomes = await Promise.allSettled([
      one.store.record(good, given.created()),
      one.store.record(bad, given.created({ customerId: 'nul \u0000 byte' })),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await one.reader.find(good)).toMatchObject({ created: { customerId: 'ada' } });
  });

  it('keeps amounts and positions up to 2^53 - 1 to the last digit', async () => {
    const orderId = newOrderId();
    const totalAmount = { amount: Number.MAX_SAFE_INTEGER, currency: 'EUR' };
    await one.store.record(orderId, given.created({ totalAmount, position: Number.MAX_SAFE_INTEGER }));
    expect(await one.reader.find(orderId)).toMatchObject({
      created: { totalAmount, position: Number.MAX_SAFE_INTEGER },
    });
  });
});

describe('two replicas, given two orders the other way round', () => {
  it('never wait for each other', async () => {
    const [a, b] = [newOrderId(), newOrderId()];
    await Promise.all([a, b].map((orderId) => one.store.record(orderId, given.created())));
    // An order that comes again, and a fact of one that stands: both ways to come by a row are in each batch.
    for (let round = 0; round < 40; round++) {
      await Promise.all([
        one.store.record(a, given.reserved()),
        one.store.record(b, given.created()),
        two.store.record(a, given.created()),
        two.store.record(b, given.reserved()),
      ]);
    }
    // What a connection has counted is told with its next statement.
    await Promise.all([one, two].map(({ pool }) => pool.query('select pg_stat_force_next_flush()')));
    const { rows } = await owner.query('select deadlocks from pg_stat_database where datname = current_database()');
    expect(rows).toEqual([{ deadlocks: '0' }]);
  });
});

describe('one reader', () => {
  it('asks at once, and together for all that is wanted while a query is on its way', async () => {
    const orderIds = Array.from({ length: 40 }, newOrderId);
    await Promise.all(orderIds.map((orderId) => one.store.record(orderId, given.created())));
    const queries = vi.spyOn(one.pool, 'query');
    // The first query is on its way until the lock is given back.
    const other = await two.pool.connect();
    await other.query('begin; lock table orders');
    const found: Promise<Facts | undefined>[] = [];
    for (const orderId of orderIds) {
      found.push(one.reader.find(orderId));
      // As requests come: each in a turn of its own.
      await setImmediate();
    }
    expect(queries).toHaveBeenCalledTimes(1);
    await other.query('commit');
    other.release();
    expect((await Promise.all(found)).map((facts) => facts?.orderId)).toEqual(orderIds);
    expect(queries).toHaveBeenCalledTimes(2);
  });
});

describe('the orders that were accepted', () => {
  it('are found with what is told again; one of which only facts came is not among them', async () => {
    const [accepted, early, unknown] = [newOrderId(), newOrderId(), newOrderId()];
    await one.store.record(accepted, given.created());
    await one.store.record(early, given.reserved());
    const orders = createAcceptedOrders(one.pool, compose());
    const { fingerprint, totalAmount, at, position } = record(noFacts(accepted), given.created()).created ?? {};
    expect(await Promise.all([accepted, early, unknown].map(orders.find))).toEqual([
      { fingerprint, totalAmount, at, position },
      undefined,
      undefined,
    ]);
  });
});

describe('a page of what a customer does not have', () => {
  it.each([
    ['CANCELLED', 'cancelled'],
    ['REJECTED', 'rejected'],
  ] as const)(
    '%s: reads neither all orders of the customer nor all such orders of others',
    async (status, decision) => {
      await owner.query(
        `insert into orders (order_id, customer_id, created_at, decision, deadline_at)
       select 'of-ada-' || n, 'ada', now() - n * interval '1 second', 'confirmed', now() from generate_series(1, 5000) n
       union all
       select 'of-bob-' || n, 'bob', now() - n * interval '1 second', $1, now() from generate_series(1, 5000) n`,
        [decision],
      );
      await owner.query('vacuum analyze orders');
      const asked = vi.spyOn(one.pool, 'query');
      expect((await one.reader.page({ customerId: 'ada', status, limit: 50 })).orders).toEqual([]);
      const { text, values } = asked.mock.calls[0]![0] as unknown as { text: string; values: unknown[] };
      const { rows } = await owner.query(`explain (analyze, buffers, format json) ${text}`, values);
      const [{ Plan: plan }] = rows[0]['QUERY PLAN'];
      expect(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']).toBeLessThan(10);
    },
  );
});

describe('while the database is away', () => {
  it('every method rejects with what makes the bus wait, and works again after it is back', async () => {
    const orderId = newOrderId();
    await one.store.record(orderId, given.created());
    await postgres.halt();
    const away = { code: 'DEPENDENCY_UNAVAILABLE', verdict: 'wait' };
    await expect(one.store.record(orderId, given.reserved())).rejects.toMatchObject(away);
    await expect(one.reader.find(orderId)).rejects.toMatchObject(away);
    await expect(one.reader.page({ limit: 1 })).rejects.toMatchObject(away);
    await expect(one.reader.due(1)).rejects.toMatchObject(away);
    await postgres.start();
    expect(await one.store.record(orderId, given.reserved())).toMatchObject({ changed: true });
    expect(await two.reader.find(orderId)).toMatchObject({ reservation: { outcome: 'reserved' } });
  });
});

const dueIds = async (limit = 100) => (await one.reader.due(limit)).map(({ facts }) => facts.orderId);
const expire = (orderId: string) =>
  one.pool.query(
    `update orders set deadline_at = now() - interval '1 s', due_at = now() - interval '1 s'
                  where order_id = $1 and due_at is not null`,
    [orderId],
  );

describe('what is due', () => {
  it('is an order at its deadline, by the clock of Postgres, from when its row was made', async () => {
    const orderId = newOrderId();
    await one.store.record(orderId, given.reserved());
    const query = `select extract(epoch from due_at - now())::float8 as left, due_at = deadline_at as same
                   from orders where order_id = $1`;
    const { rows } = await one.pool.query<{ left: number; same: boolean }>(query, [orderId]);
    expect(rows[0]?.left).toBeGreaterThan(deadlineMs / 1000 - 30);
    expect(rows[0]?.left).toBeLessThanOrEqual(deadlineMs / 1000);
    expect(rows[0]?.same).toBe(true);
    await one.store.record(orderId, given.created());
    expect(await dueIds()).toEqual([]);
    await expire(orderId);
    expect(await dueIds()).toEqual([orderId]);
  });

  it('is not an order that nobody has created, whatever facts of it have come', async () => {
    const orderId = newOrderId();
    await one.store.record(orderId, given.reserved());
    await expire(orderId);
    expect(await dueIds()).toEqual([]);
  });

  it('stays due when another fact comes that does not end it, and is not any more when one does', async () => {
    const orderId = newOrderId();
    await one.store.record(orderId, given.created());
    await expire(orderId);
    await one.store.record(orderId, given.reserved());
    expect(await dueIds()).toEqual([orderId]);
    await one.store.record(orderId, given.approved());
    expect(await dueIds()).toEqual([]);
    await expire(orderId);
    expect(await dueIds()).toEqual([]);
  });

  it('is a refund until it is seen, whether the money came before the end or after it', async () => {
    const [before, after] = [newOrderId(), newOrderId()];
    await recordAll(one.store, before, [given.created(), given.approved(), given.cancelRequested()]);
    await recordAll(one.store, after, [given.created(), given.cancelRequested(), given.approved()]);
    // At first it is on its way.
    expect(await dueIds()).toEqual([]);
    await Promise.all([before, after].map(expire));
    expect((await dueIds()).sort()).toEqual([before, after].sort());
    await Promise.all([before, after].map((orderId) => one.store.record(orderId, given.refunded())));
    await Promise.all([before, after].map(expire));
    expect(await dueIds()).toEqual([]);
  });

  it('comes longest due first, within the limit, and again after it was postponed', async () => {
    const ids = [newOrderId(), newOrderId(), newOrderId()];
    for (const [i, orderId] of ids.entries()) {
      await one.store.record(orderId, given.created());
      await one.pool.query(`update orders set due_at = now() - $2::integer * interval '1 s' where order_id = $1`, [
        orderId,
        10 - i,
      ]);
    }
    expect(await dueIds()).toEqual(ids);
    expect(await dueIds(2)).toEqual(ids.slice(0, 2));
    await one.reader.postpone(ids.slice(0, 2), 60_000);
    expect(await dueIds()).toEqual(ids.slice(2));
  });
});

describe('open orders', () => {
  it('are counted by status, with the age of the oldest', async () => {
    expect(await one.reader.openOrders()).toEqual({ pending: 0, reserved: 0, oldestSeconds: 0, stuck: 0 });
    const at = new Date(Date.now() - 60_000);
    await one.store.record(newOrderId(), given.created({ at }));
    await recordAll(one.store, newOrderId(), [given.created(), given.reserved()]);
    await recordAll(one.store, newOrderId(), [given.created(), given.cancelRequested()]);
    const { pending, reserved, oldestSeconds } = await one.reader.openOrders();
    expect({ pending, reserved }).toEqual({ pending: 1, reserved: 1 });
    expect(oldestSeconds).toBeGreaterThanOrEqual(60);
  });
});
