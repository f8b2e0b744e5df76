import { randomUUIDv7 } from 'node:crypto';
import { createPool, type Pool } from '@orderflow/postgres';
import type { Notes } from '../figures/notes.ts';
import { startCpuMeter } from '../world/cpu-meter.ts';
import type { World } from '../world/world.ts';

const rowsAStatement = 256;
const atATime = 4;

/** As wide as a small order. */
const createTable = 'create table bench_rows (id uuid primary key, customer text, items jsonb, made_at timestamptz)';
const insert = `
  insert into bench_rows
  select id, customer, items, now() from unnest($1::uuid[], $2::text[], $3::jsonb[]) as given (id, customer, items)`;

const items = JSON.stringify([{ sku: 'TEAPOT', quantity: 1, unitPrice: 4_900 }]);
const customers = Array.from({ length: rowsAStatement }, (_, index) => `customer-${index}`);
const baskets = Array.from({ length: rowsAStatement }, () => items);

const insertUntil = async (pool: Pool, until: number): Promise<number> => {
  let rows = 0;
  const writer = async () => {
    while (performance.now() < until) {
      await pool.query({
        name: 'bench',
        text: insert,
        values: [Array.from({ length: rowsAStatement }, randomUUIDv7), customers, baskets],
      });
      rows += rowsAStatement;
    }
  };
  await Promise.all(Array.from({ length: atATime }, writer));
  return rows;
};

export interface InsertOptions {
  readonly world: World;
  readonly repeats: number;
  readonly seconds: number;
  readonly notes: Notes;
}

/** Rows into a table with a primary key, each statement a transaction that is synced. */
export const measureInsert = async ({ world, repeats, seconds, notes }: InsertOptions): Promise<void> => {
  const pool = createPool({ connectionString: world.stack.postgresAdminUrl, name: 'bench', max: atATime });
  try {
    await pool.query(createTable);
    await insertUntil(pool, performance.now() + 300);
    for (let repeat = 0; repeat < repeats; repeat++) {
      world.signal.throwIfAborted();
      const [cpu, startedAt] = [startCpuMeter(world), performance.now()];
      const rows = await insertUntil(pool, startedAt + seconds * 1_000);
      notes.note('limits.insert.rate', (rows * 1_000) / (performance.now() - startedAt));
      notes.note('limits.insert.cpu', cpu().postgres / rows);
    }
    await pool.query('drop table bench_rows');
  } finally {
    await pool.end();
  }
};
