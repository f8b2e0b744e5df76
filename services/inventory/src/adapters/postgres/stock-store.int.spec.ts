import { join } from 'node:path';
import { createPool, type Pool } from '@orderflow/postgres';
import { startTestPostgres, type TestPostgres, waitFor } from '@orderflow/testkit';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Command, fold, type Ledger } from '../../domain/fold.ts';
import { cut, deliveries, faultsOf, histories, opening } from '../../domain/histories.spec.ts';
import type { Reserve, Settle } from '../../domain/reservation.ts';
import {
  type AdjustmentRow,
  adjustmentFrom,
  type ReservationRow,
  reservationFrom,
  type StockRow,
  stockFrom,
} from './rows.ts';
import { createStockReader } from './stock-reader.ts';
import { createStockStore, type PostgresStockStore } from './stock-store.ts';

const migrations = join(import.meta.dirname, '../../../migrations');
const at = new Date('2026-11-20T12:00:00.000Z');
const fingerprint = 'f'.repeat(64);

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(async () => {
  await postgres.stop();
});

let url: string;
/** The runtime role deletes nothing. */
let owner: Pool;
let pools: Pool[];
/** Two replicas of the service, each with its own pool and batches, over one new database. */
let replicas: PostgresStockStore[];
/** Batches that were taken apart. With the right locks no command of ours ever makes one fail. */
let splits: unknown[];
beforeEach(async () => {
  const database = await postgres.createDatabase({ migrations });
  url = database.url;
  owner = createPool({ connectionString: database.ownerUrl, name: 'owner', max: 1 });
  splits = [];
  const observer = { split: (_group: string, _size: number, error: unknown) => splits.push(error) };
  pools = ['one', 'two'].map((name) => createPool({ connectionString: url, name: `inventory ${name}`, max: 4 }));
  replicas = pools.map((pool) => createStockStore({ pool, maxLingerMs: 2, observer }));
});
const closeAll = async () => {
  await Promise.all(replicas.splice(0).map((store) => store.close()));
  await Promise.all(pools.splice(0).map((pool) => pool.end()));
};
afterEach(closeAll);

/** Waits until nobody else is connected: a connection that is told to end lives on for a moment. */
const alone = (pool: Pool) =>
  waitFor(async () => {
    const others = 'select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';
    return (await pool.query(others)).rowCount === 0;
  });

/** What the database counted; connections report it when they end. */
const counted = async () => {
  await closeAll();
  const pool = createPool({ connectionString: url, name: 'statistics' });
  pools.push(pool);
  await alone(pool);
  const query = `select deadlocks::int, xact_rollback::int as rollbacks
                 from pg_stat_database where datname = current_database()`;
  return (await pool.query<{ deadlocks: number; rollbacks: number }>(query)).rows[0];
};

const submit = (store: PostgresStockStore, command: Command): Promise<unknown> => {
  switch (command.kind) {
    case 'reserve':
      return store.reserve(command);
    case 'settle':
      return store.settle(command);
    case 'adjust':
      return store.adjust(command);
    default:
      return command satisfies never;
  }
};

const reserve = (orderId: string, quantities: Readonly<Record<string, number>>): Reserve => ({
  kind: 'reserve',
  orderId,
  fingerprint,
  quantities: new Map(Object.entries(quantities)),
  at,
});
const settle = (orderId: string, ending: Settle['ending']): Settle => ({ kind: 'settle', orderId, ending, at });
const deliver = (sku: string, delta: number, key = 'opening'): Command => ({
  kind: 'adjust',
  sku,
  key,
  delta,
  reason: 'delivery',
  at,
});

const ledgerOf = async (pool: Pool): Promise<Ledger> => {
  const stock = await pool.query<StockRow>('select * from stock');
  const reservations = await pool.query<ReservationRow>(
    'select *, (extract(epoch from decided_at) * 1000)::float8 as decided_ms from reservations',
  );
  const adjustments = await pool.query<AdjustmentRow>(
    'select *, (extract(epoch from adjusted_at) * 1000)::float8 as adjusted_ms from stock_adjustments',
  );
  return {
    stock: new Map(stock.rows.map((row) => [row.sku, stockFrom(row)])),
    reservations: new Map(reservations.rows.map((row) => [row.order_id, reservationFrom(row)])),
    adjustments: new Map(adjustments.rows.map((row) => [`${row.sku}:${row.key}`, adjustmentFrom(row)])),
  };
};
const empty = () => owner.query('delete from stock; delete from reservations; delete from stock_adjustments');
const stockOf = async (sku: string) => (await createStockReader(pools[0]!).stockOf([sku])).get(sku);

describe('the histories of the domain, on the store', () => {
  it('come to what the pure fold comes to, batch by batch', async () => {
    const store = replicas[0]!;
    await fc.assert(
      fc.asyncProperty(histories(), fc.array(fc.nat()), async (history, cuts) => {
        await empty();
        await Promise.all(deliveries.map((command) => submit(store, command)));
        const answers: unknown[] = [];
        for (const batch of cut(history, cuts)) {
          answers.push(...(await Promise.all(batch.map((command) => submit(store, command)))));
        }
        const expected = fold(opening, history);
        expect(answers).toEqual(expected.answers);
        const ledger = await ledgerOf(pools[0]!);
        expect(ledger.stock).toEqual(new Map([...opening.stock, ...expected.changes.stock]));
        expect(ledger.reservations).toEqual(expected.changes.reservations);
        expect(ledger.adjustments).toEqual(new Map([...opening.adjustments, ...expected.changes.adjustments]));
      }),
      { numRuns: 150 },
    );
  });

  it('keep every unit accounted for when two replicas get all of it at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        histories(),
        histories(),
        fc.array(fc.boolean(), { minLength: 64, maxLength: 64 }),
        async (a, b, side) => {
          await empty();
          await Promise.all(deliveries.map((command) => submit(replicas[0]!, command)));
          // The same messages at both, as after a redelivery, and each replica has some that the other has not.
          const both = a.flatMap((command) => replicas.map((store) => submit(store, command)));
          const either = b.map((command, i) => submit(replicas[side[i % side.length] ? 1 : 0]!, command));
          await Promise.all([...both, ...either]);
          const ledger = await ledgerOf(pools[0]!);
          expect(faultsOf(ledger)).toEqual([]);
          for (const command of [...a, ...b]) {
            if (command.kind !== 'settle') continue;
            expect(ledger.reservations.get(command.orderId)?.state).not.toBe('reserved');
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('orders that compete', () => {
  it('never oversell one hot sku, over two replicas', async () => {
    await submit(replicas[0]!, deliver('hot', 100));
    const orders = Array.from({ length: 600 }, (_, i) => reserve(`o${i}`, { hot: 1 + (i % 3) }));
    const answers = await Promise.all(orders.map((order, i) => replicas[i % 2]!.reserve(order)));
    const taken = answers.reduce((sum, { reservation }, i) => {
      return sum + (reservation.state === 'reserved' ? 1 + (i % 3) : 0);
    }, 0);
    expect(await stockOf('hot')).toEqual({ available: 100 - taken, reserved: taken, sold: 0, received: 100 });
    // Nothing was left that the smallest of the refused orders would have fitted into.
    expect(taken).toBe(100);
    expect(splits).toEqual([]);
    // The locks did it: the table's checks, behind them, had nothing to refuse.
    expect(await counted()).toEqual({ deadlocks: 0, rollbacks: 0 });
  });

  it('decide one order once when both replicas get it in the same moment', async () => {
    await submit(replicas[0]!, deliver('tea', 1_000));
    for (let round = 0; round < 50; round++) {
      const order = reserve(`o${round}`, { tea: 1 });
      const [one, two] = await Promise.all(replicas.map((store) => store.reserve(order)));
      expect([one!.changed, two!.changed].sort()).toEqual([false, true]);
      expect(one!.reservation).toEqual(two!.reservation);
    }
    expect(await stockOf('tea')).toMatchObject({ available: 950, reserved: 50 });
  });

  it('take nothing when the cancel overtakes the reservation, whoever wins the race', async () => {
    await submit(replicas[0]!, deliver('tea', 10));
    for (let round = 0; round < 50; round++) {
      const orderId = `o${round}`;
      await Promise.all([
        replicas[0]!.reserve(reserve(orderId, { tea: 10 })),
        replicas[1]!.settle(settle(orderId, 'cancelled')),
      ]);
      expect(await stockOf('tea')).toEqual({ available: 10, reserved: 0, sold: 0, received: 10 });
    }
  });

  it('do not deadlock when reserving and settling go over the same skus in both directions', async () => {
    const many = Array.from({ length: 12 }, (_, i) => `sku${i}`);
    await Promise.all(many.map((sku) => submit(replicas[0]!, deliver(sku, 1_000_000))));
    const slice = (i: number) => {
      const chosen = [0, 1, 2].map((n) => many[(i * 7 + n * 5) % many.length]!);
      return Object.fromEntries((i % 2 ? chosen : chosen.toReversed()).map((sku) => [sku, 1]));
    };
    const work = Array.from({ length: 800 }, async (_, i) => {
      const here = replicas[i % 2]!;
      const there = replicas[(i + 1) % 2]!;
      await here.reserve(reserve(`o${i}`, slice(i)));
      await Promise.all([
        there.settle(settle(`o${i}`, i % 3 ? 'confirmed' : 'cancelled')),
        here.settle(settle(`o${(i * 13) % 800}`, 'cancelled')),
        submit(there, deliver(many[i % many.length]!, 1, `k${i}`)),
      ]);
    });
    await Promise.all(work);
    const ledger = await ledgerOf(pools[0]!);
    expect([...ledger.reservations.values()].filter(({ state }) => state === 'reserved')).toEqual([]);
    for (const { available, reserved, sold, received } of ledger.stock.values()) {
      expect([reserved, available + sold]).toEqual([0, received]);
    }
    expect(splits).toEqual([]);
    expect(await counted()).toMatchObject({ deadlocks: 0 });
  });
});

describe('the table itself', () => {
  it.each([
    'update stock set available = -1, received = -1',
    'update stock set reserved = -1, available = 11',
    'update stock set sold = 1',
    'update stock set received = 11',
    "insert into reservations values ('o', 'reserved', null, null, now())",
    "insert into reservations values ('o', 'tombstone', 'f', '{}', now())",
    "insert into reservations values ('o', 'lost', 'f', '{}', now())",
  ])('refuses %s', async (statement) => {
    await submit(replicas[0]!, deliver('tea', 10));
    await expect(pools[0]!.query(statement)).rejects.toMatchObject({ code: '23514' });
  });
});

describe('what is read', () => {
  it('gives stock by sku, and nothing for one that never had any', async () => {
    await submit(replicas[0]!, deliver('tea', 10));
    const reader = createStockReader(pools[0]!);
    expect(await reader.stockOf(['tea', 'unheard'])).toEqual(
      new Map([['tea', { available: 10, reserved: 0, sold: 0, received: 10 }]]),
    );
    expect(await reader.stockOf([])).toEqual(new Map());
  });

  it('gives an adjustment by its key, refused ones too', async () => {
    await submit(replicas[0]!, deliver('tea', -1, 'loss'));
    const reader = createStockReader(pools[0]!);
    expect(await reader.adjustment('tea', 'loss')).toEqual({
      sku: 'tea',
      key: 'loss',
      delta: -1,
      reason: 'delivery',
      outcome: 'refused',
      adjustedAt: at,
    });
    expect(await reader.adjustment('tea', 'gain')).toBeUndefined();
  });

  it('is DEPENDENCY_UNAVAILABLE while the database is away, and the store says the same', async () => {
    const reader = createStockReader(pools[0]!);
    // The connection that ran the migrations may still be closing, and nobody listens for its end any more.
    await alone(pools[0]!);
    await postgres.halt();
    try {
      await expect(reader.stockOf(['tea'])).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
      await expect(submit(replicas[0]!, deliver('tea', 1))).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    } finally {
      await postgres.start();
    }
    await submit(replicas[0]!, deliver('tea', 1));
    expect(await stockOf('tea')).toMatchObject({ available: 1 });
  });
});
