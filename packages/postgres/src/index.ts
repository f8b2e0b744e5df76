export type { GroupCommitObserver } from './batch-writer.ts';
export { classify, type FailureKind, failureKind, sqlState } from './failures.ts';
export { createFold, type Fold } from './fold.ts';
export { createGroupCommit, type GroupCommit, type GroupCommitOptions } from './group-commit.ts';
export { createGroupRead, type GroupReadOptions } from './group-read.ts';
export { type Client, createPool, type Pool, type PoolOptions } from './pool.ts';
export { expectSchemaVersion } from './schema-version.ts';
export { inTransaction, type TransactionOptions, type Unawaited } from './transaction.ts';
