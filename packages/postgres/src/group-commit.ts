import type { Client, Pool } from './pool.ts';

/** Told of what a group does. Must not throw. */
export interface GroupCommitObserver {
  /** A transaction was committed: `size` requests in it, from the first taken to the commit. */
  committed?(group: string, size: number, durationMs: number): void;
  /** A batch was refused for its data and its requests are tried one by one. */
  split?(group: string, size: number, error: unknown): void;
}

export interface GroupCommitOptions<Request, Answer> {
  /** Names the group in errors and metrics. */
  readonly name: string;
  readonly pool: Pool;
  /**
   * Writes the batch, inside a transaction, and answers each request by its position. It may be called again with
   * the same requests (a deadlock, a batch taken apart), so it has no effect outside its client.
   */
  readonly execute: (client: Client, batch: readonly Request[]) => Promise<readonly Answer[]>;
  /** Most requests in one transaction. Default 256. */
  readonly maxBatch?: number;
  /** Longest wait for more requests, under load. An idle group does not wait. Default 10. */
  readonly maxLingerMs?: number;
  /** Most requests waiting; one more is refused with QUEUE_FULL. Default 10 000. */
  readonly maxQueue?: number;
  /** True: the batch may pass when repeated whole (a CHECK lost to a race), it is not refused for its data. */
  readonly isRetryable?: (error: unknown) => boolean;
  readonly observer?: GroupCommitObserver;
}

/** Turns concurrent calls into few transactions. One batch of a group is in flight at a time. */
export interface GroupCommit<Request, Answer> {
  /**
   * Resolves with the answer after the transaction has committed. Rejects with an AppError: QUEUE_FULL, DRAINING,
   * DEPENDENCY_UNAVAILABLE (also: outcome unknown), or what the data of this request alone caused.
   * The signal counts until the request is taken into a batch; then the batch decides.
   */
  submit(request: Request, signal?: AbortSignal): Promise<Answer>;
  /** Refuses new requests and resolves when all the accepted ones have their answer. */
  close(): Promise<void>;
}

export function createGroupCommit<Request, Answer>(
  options: GroupCommitOptions<Request, Answer>,
): GroupCommit<Request, Answer> {
  throw new Error(`${options.name}: not built yet`);
}
