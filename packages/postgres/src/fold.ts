import { AppError } from '@orderflow/errors';
import type { BatchWriterOptions } from './batch-writer.ts';
import type { Client } from './pool.ts';

/**
 * A store whose every request changes one row, found by key. A batch is: make and lock the rows in key order, fold the
 * requests over them in memory in order of arrival, write back what changed.
 */
export interface Fold<Request, State extends object, Answer> {
  keyOf(request: Request): string;
  /**
   * Makes the rows that are missing (insert on conflict do nothing) and then, in a second statement, locks and reads
   * all of them in key order. `keys` come sorted, once each; the answer has every one of them. A row may be made with
   * what one of the `requests` brings: that request is applied to it all the same.
   */
  load(client: Client, keys: readonly string[], requests: readonly Request[]): Promise<ReadonlyMap<string, State>>;
  /** Pure. Returns the same `state` object when the request changes nothing. */
  apply(state: State, request: Request): { readonly state: State; readonly answer: Answer };
  /**
   * Sends what writes the rows that changed, and returns those statements without waiting for them: COMMIT follows at once.
   * The rows come in key order. Not called when there are none.
   */
  save(client: Client, changed: ReadonlyMap<string, State>): readonly Promise<unknown>[];
}

/**
 * The fold as `execute` of a group commit. Requests for one key see each other's changes, and the row is written once:
 * an `UPDATE … FROM UNNEST` that names a key twice would keep only one of them.
 */
export function createFold<Request, State extends object, Answer>(
  fold: Fold<Request, State, Answer>,
): BatchWriterOptions<Request, Answer>['execute'] {
  return async (client, batch, unawaited) => {
    const keys = [...new Set(batch.map((request) => fold.keyOf(request)))].sort();
    const loaded = await fold.load(client, keys, batch);
    const folded = new Map(loaded);
    const answers = batch.map((request) => {
      const key = fold.keyOf(request);
      const before = folded.get(key);
      if (before === undefined) throw new AppError('INTERNAL', `the row of ${key} was neither made nor read`);
      const { state, answer } = fold.apply(before, request);
      folded.set(key, state);
      return answer;
    });
    const changed = new Map<string, State>();
    for (const key of keys) {
      const state = folded.get(key);
      if (state !== undefined && state !== loaded.get(key)) changed.set(key, state);
    }
    if (changed.size > 0) for (const statement of fold.save(client, changed)) unawaited(statement);
    return answers;
  };
}
