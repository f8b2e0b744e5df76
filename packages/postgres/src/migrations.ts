export interface MigrateOptions {
  /** Connection of the owner role. */
  readonly connectionString: string;
  /** Folder of `NNNN_name.sql` files. */
  readonly directory: string;
}

/** Runs the migrations that are not applied yet, in order, and resolves with their names. Two at once: one waits. */
export async function migrate(_options: MigrateOptions): Promise<readonly string[]> {
  return [];
}
