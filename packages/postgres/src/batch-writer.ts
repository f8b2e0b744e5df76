import type { SpanContext } from '@opentelemetry/api';
import { AppError } from '@orderflow/errors';
import { inCommitSpan } from './commit-span.ts';
import { failureKind } from './failures.ts';
import type { GroupCommitOptions } from './group-commit.ts';
import { inTransaction } from './transaction.ts';

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

/**
 * Writes a batch and settles each of its callers; never rejects itself. A batch that fails for what is in it is taken
 * apart, so that a request that cannot be written harms only itself.
 */
export function createBatchWriter<Request, Answer>(
  options: GroupCommitOptions<Request, Answer>,
): (batch: readonly Waiting<Request, Answer>[]) => Promise<void> {
  const { name, pool, execute, isRetryable = () => false, observer } = options;

  const transaction = (requests: readonly Request[]): Promise<readonly Answer[]> =>
    inTransaction(pool, async (client) => {
      const answers = await execute(client, requests);
      if (answers.length === requests.length) return answers;
      throw new AppError('INTERNAL', `${name} gave ${answers.length} answers to ${requests.length} requests`);
    });

  const commit = async (batch: readonly Waiting<Request, Answer>[]): Promise<void> => {
    const startMs = performance.now();
    const requests = batch.map(({ request }) => request);
    const callers = batch.flatMap(({ caller }) => caller ?? []);
    const answers = await inCommitSpan(name, callers, () => persistently(() => transaction(requests), isRetryable));
    observer?.committed?.(name, batch.length, performance.now() - startMs);
    for (const [position, answer] of answers.entries()) batch[position]?.resolve(answer);
  };

  const oneByOne = async (batch: readonly Waiting<Request, Answer>[]): Promise<void> => {
    for (const [position, waiting] of batch.entries()) {
      try {
        await commit([waiting]);
      } catch (error) {
        if (failureKind(error) === 'unavailable') return refuse(batch.slice(position), error);
        waiting.reject(error);
      }
    }
  };

  return async (batch) => {
    try {
      await commit(batch);
    } catch (error) {
      if (batch.length === 1 || failureKind(error) === 'unavailable') return refuse(batch, error);
      observer?.split?.(name, batch.length, error);
      await oneByOne(batch);
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

function refuse(batch: readonly { readonly reject: (reason: unknown) => void }[], reason: unknown): void {
  for (const { reject } of batch) reject(reason);
}
