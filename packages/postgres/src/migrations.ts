import { runner } from 'node-pg-migrate';
import { migrationsTable } from './schema-version.ts';
import { inSession } from './session.ts';

export interface MigrateOptions {
  /** Connection of the owner role. */
  readonly connectionString: string;
  /** Folder of `NNNN_name.sql` files, applied in the order of their numbers. */
  readonly directory: string;
}

/**
 * Applies the migrations that are missing, in one transaction, and resolves with their names. Of two that run at once,
 * one waits. Rejects with an AppError (see `classify`).
 */
export async function migrate({ connectionString, directory }: MigrateOptions): Promise<readonly string[]> {
  const applied = await inSession(connectionString, (dbClient) =>
    runner({
      dbClient,
      dir: directory,
      ignorePattern: '(?!.*\\.sql$).*',
      migrationsTable,
      direction: 'up',
      advisoryLockMode: 'wait',
      singleTransaction: true,
      log: () => {},
    }),
  );
  return applied.map(({ name }) => name);
}
