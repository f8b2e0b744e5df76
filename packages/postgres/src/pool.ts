import pg from 'pg';

/** A pool of connections that survives the loss of each of them. */
export type Pool = pg.Pool;
/** A connection, taken from the pool for one transaction. */
export type Client = pg.PoolClient;

export interface PoolOptions {
  /** `postgres://user:password@host:port/database` */
  readonly connectionString: string;
  /** Shown by Postgres as `application_name`. */
  readonly name: string;
  /** Most connections. Default 8. */
  readonly max?: number;
  /** Postgres ends a statement that runs longer. Default 10 000. */
  readonly statementTimeoutMs?: number;
  /** How long to wait for a connection, new or free. Default 5000. */
  readonly connectTimeoutMs?: number;
  /** Told when a connection is lost. The pool replaces it. */
  readonly onError?: (error: Error) => void;
}

export function createPool(options: PoolOptions): Pool {
  return new pg.Pool({ connectionString: options.connectionString });
}
