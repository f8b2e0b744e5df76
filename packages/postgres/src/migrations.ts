import { runner } from 'node-pg-migrate';
import { migrationsTable } from './schema-version.ts';
import { inSession } from './session.ts';

export interface MigrateOptions {
  /** Connection of the owner role. */
  readonly connectionString: string;
  /** Folder of `NNNN_name.sql` files, applied in the order of their numbers. */
  readonly directory: string;
}

/** What was applied is the owner's to write; the default privileges would let the runtime role write it too. */
const onlyReadByOthers = `
  do $$ declare other text; begin
    for other in select distinct grantee from information_schema.role_table_grants
      where table_schema = 'public' and table_name = '${migrationsTable}' and grantee <> current_user
    loop
      execute format('revoke all on ${migrationsTable} from %I', other);
      execute format('grant select on ${migrationsTable} to %I', other);
    end loop;
  end $$;
`;

/**
 * Applies the migrations that are missing, in one transaction, and resolves with their names. Of two that run at once,
 * one waits. Rejects with an AppError (see `classify`).
 */
export async function migrate({ connectionString, directory }: MigrateOptions): Promise<readonly string[]> {
  const applied = await inSession(connectionString, async (dbClient) => {
    const names = await runner({
      dbClient,
      dir: directory,
      ignorePattern: '(?!.*\\.sql$).*',
      migrationsTable,
      direction: 'up',
      advisoryLockMode: 'wait',
      singleTransaction: true,
      log: () => {},
    });
    await dbClient.query(onlyReadByOthers);
    return names;
  });
  return applied.map(({ name }) => name);
}
