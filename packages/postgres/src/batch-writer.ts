import type { SpanContext } from '@opentelemetry/api';
import { AppError } from '@orderflow/errors';
import { failpoint } from '@orderflow/failpoints';
import { inCommitSpan } from './commit-span.ts';
import { failureKind } from './failures.ts';
import type { Client, Pool } from './pool.ts';
import { inTransaction, type Unawaited } from './transaction.ts';

const beforeWrite = failpoint('handler.before_write');
const afterCommit = failpoint('handler.after_commit');

/** Told of what a group does. Must not throw. */
export interface GroupCommitObserver {
  /**
   * A transaction with `size` requests was committed; the duration counts from when they were taken together.
   * `traceId`: of the trace that holds its span.
   */
  committed?(group: string, size: number, durationMs: number, traceId?: string): void;
  /** A batch failed for what is in it: its requests are now tried one by one. */
  split?(group: string, size: number, error: unknown): void;
}

export interface BatchWriterOptions<Request, Answer> {
  /** Names the group in errors, metrics and spans. */
  readonly name: string;
  readonly pool: Pool;
  /**
   * Writes the batch inside a transaction, and answers each request by its position. It may be called again with the
   * same requests (a deadlock, a batch taken apart), so it has no effect outside its client. Its last statements it may
   * leave `unawaited`.
   */
  readonly execute: (client: Client, batch: readonly Request[], unawaited: Unawaited) => Promise<readonly Answer[]>;
  /** True: nothing is wrong with the data, the same batch may pass when repeated (a CHECK lost to a race). */
  readonly isRetryable?: (error: unknown) => boolean;
  readonly observer?: GroupCommitObserver;
}

/** A request and the caller that waits for its answer. */
export interface Waiting<Request, Answer> {
  readonly request: Request;
  /** When it came, on the clock of `performance.now()`. */
  readonly sinceMs: number;
  readonly signal: AbortSignal | undefined;
  readonly caller: SpanContext | undefined;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

/** Attempts for a batch whose failure is retryable. Deadlocks have attempts of their own, in inTransaction. */
const maxAttempts = 3;

/** Tells callers how their requests ended. */
export type Settle = () => void;

/**
 * Writes a batch and resolves with how to settle its callers; never rejects. A batch that fails for what is in it is
 * taken apart, so that a request that cannot be written harms only itself.
 */
export function createBatchWriter<Request, Answer>(
  options: BatchWriterOptions<Request, Answer>,
): (batch: readonly Waiting<Request, Answer>[]) => Promise<Settle> {
  const { name, pool, execute, isRetryable = () => false, observer } = options;

  const transaction = (requests: readonly Request[]): Promise<readonly Answer[]> =>
    inTransaction(pool, async (client, unawaited) => {
      const answers = await execute(client, requests, unawaited);
      if (answers.length === requests.length) return answers;
      throw new AppError('INTERNAL', `${name} gave ${answers.length} answers to ${requests.length} requests`);
    });

  const commit = async (batch: readonly Waiting<Request, Answer>[]): Promise<Settle> => {
    const startMs = performance.now();
    const requests = batch.map(({ request }) => request);
    const callers = batch.flatMap(({ caller }) => caller ?? []);
    beforeWrite();
    const answers = await inCommitSpan(name, callers, () => persistently(() => transaction(requests), isRetryable));
    afterCommit();
    observer?.committed?.(name, batch.length, performance.now() - startMs, callers[0]?.traceId);
    return () => {
      for (const [position, answer] of answers.entries()) batch[position]?.resolve(answer);
    };
  };

  const oneByOne = async (batch: readonly Waiting<Request, Answer>[]): Promise<Settle> => {
    const settles: Settle[] = [];
    for (const [position, waiting] of batch.entries()) {
      try {
        settles.push(await commit([waiting]));
      } catch (error) {
        const away = failureKind(error) === 'unavailable';
        settles.push(refusal(away ? batch.slice(position) : [waiting], error));
        if (away) break;
      }
    }
    return () => {
      for (const settle of settles) settle();
    };
  };

  return async (batch) => {
    if (batch.length === 0) return () => {};
    try {
      return await commit(batch);
    } catch (error) {
      if (batch.length === 1 || failureKind(error) === 'unavailable') return refusal(batch, error);
      observer?.split?.(name, batch.length, error);
      return await oneByOne(batch);
    }
  };
}

async function persistently<T>(work: () => Promise<T>, isRetryable: (error: unknown) => boolean): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === maxAttempts || !isRetryable(error)) throw error;
    }
  }
}

const refusal =
  (batch: readonly Pick<Waiting<unknown, unknown>, 'reject'>[], reason: unknown): Settle =>
  () => {
    for (const { reject } of batch) reject(reason);
  };
