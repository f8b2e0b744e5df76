import { AppError } from '@orderflow/errors';
import { createGroupCommit, type GroupCommitObserver, type Pool, sqlState } from '@orderflow/postgres';
import type { StockStore } from '../../application/ports.ts';
import type { Answer, Command } from '../../domain/fold.ts';
import { executeBatch } from './batch.ts';

export interface StockStoreOptions {
  readonly pool: Pool;
  readonly observer?: GroupCommitObserver;
  /** Longest wait for more commands, under load. Default that of the group commit. */
  readonly maxLingerMs?: number;
}

export interface PostgresStockStore extends StockStore {
  /** Resolves when all accepted commands have their answer; refuses new ones. */
  close(): Promise<void>;
}

/** 23505: another replica inserted the same reservation first. 23514: a CHECK of the stock; it is never the message. */
const raced = new Set(['23505', '23514']);

/** One group for all commands: two groups would lock the same stock rows in different orders. */
export const createStockStore = ({ pool, observer, maxLingerMs }: StockStoreOptions): PostgresStockStore => {
  const group = createGroupCommit<Command, Answer>({
    name: 'stock',
    pool,
    execute: executeBatch,
    isRetryable: (error) => raced.has(sqlState(error) ?? ''),
    ...(maxLingerMs === undefined ? {} : { maxLingerMs }),
    ...(observer ? { observer } : {}),
  });
  return {
    reserve: async (command, signal) => ofKind('reservation', await group.submit(command, signal)),
    settle: async (command, signal) => ofKind('reservation', await group.submit(command, signal)),
    adjust: async (command, signal) => ofKind('adjustment', await group.submit(command, signal)),
    close: () => group.close(),
  };
};

const ofKind = <K extends Answer['kind']>(kind: K, answer: Answer): Extract<Answer, { kind: K }> => {
  if (isOfKind(kind, answer)) return answer;
  throw new AppError('INTERNAL', `A command about a ${kind} was answered with a ${answer.kind}.`);
};

const isOfKind = <K extends Answer['kind']>(kind: K, answer: Answer): answer is Extract<Answer, { kind: K }> =>
  answer.kind === kind;
