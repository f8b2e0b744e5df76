import type { Client } from './pool.ts';

/**
 * The shape of a store whose every request changes one row, found by key. A batch is: make and lock the rows in key
 * order, fold the requests over them in memory in order of arrival, write back what changed.
 */
export interface Fold<Request, State, Answer> {
  keyOf(request: Request): string;
  /**
   * Makes the rows that are missing (insert on conflict do nothing), then, in a second statement, locks and reads all
   * of them in key order. `keys` come sorted and once each; the map has every one of them.
   */
  load(client: Client, keys: readonly string[]): Promise<ReadonlyMap<string, State>>;
  /** Pure. Returns the same `state` object when the request changes nothing. */
  apply(state: State, request: Request): { readonly state: State; readonly answer: Answer };
  /** Writes the rows that changed, in key order. Not called when there are none. */
  save(client: Client, changed: ReadonlyMap<string, State>): Promise<void>;
}

/** The fold as `execute` of a group commit. Two requests for one key in a batch see each other. */
export function createFold<Request, State, Answer>(
  _fold: Fold<Request, State, Answer>,
): (client: Client, batch: readonly Request[]) => Promise<readonly Answer[]> {
  return async () => [];
}
