import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '@orderflow/errors';
import { classify, sqlState } from './failures.ts';
import type { Pool } from './pool.ts';

/** Where the runner notes what it has applied. */
export const migrationsTable = 'pgmigrations';

const undefinedTable = '42P01';

/**
 * Resolves when the database has the migrations the code relies on: those of a folder, or that many. A newer database
 * passes, because setup runs before the services of a release are replaced.
 * Rejects with SCHEMA_MISMATCH, which names expected and found, or with DEPENDENCY_UNAVAILABLE.
 */
export async function expectSchemaVersion(pool: Pool, expected: string | number): Promise<void> {
  const applied = await appliedMigrations(pool);
  const wanted = typeof expected === 'number' ? expected : await migrationsIn(expected);
  const missing = typeof wanted === 'number' ? [] : wanted.filter((name) => !applied.includes(name));
  const count = typeof wanted === 'number' ? wanted : wanted.length;
  if (missing.length === 0 && applied.length >= count) return;
  const names = missing.length > 0 ? `, without ${missing.join(', ')}` : '';
  throw new AppError(
    'SCHEMA_MISMATCH',
    `expected ${count} migrations in the database, found ${applied.length}${names}: run the setup of this release`,
    { details: { expected: count, found: applied.length, missing } },
  );
}

async function appliedMigrations(pool: Pool): Promise<readonly string[]> {
  try {
    const { rows } = await pool.query<{ name: string }>(`select name from ${migrationsTable}`);
    return rows.map(({ name }) => name);
  } catch (error) {
    if (sqlState(error) === undefinedTable) return [];
    throw classify(error);
  }
}

async function migrationsIn(directory: string): Promise<readonly string[]> {
  const files = await readdir(directory);
  return files.filter((file) => file.endsWith('.sql')).map((file) => basename(file, '.sql'));
}
