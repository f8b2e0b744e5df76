import DataLoader from 'dataloader';
import { createPace } from './pace.ts';

export interface GroupReadOptions<Key, Answer> {
  /** Answers each key by its position. Keys may come more than once. */
  readonly read: (keys: readonly Key[]) => Promise<readonly Answer[]>;
  /** Most keys in one query. Default 100. */
  readonly maxBatch?: number;
  /** Longest wait for company, under load. Who reads alone does not wait. Default 3. */
  readonly maxLingerMs?: number;
}

/**
 * Turns concurrent look-ups into few queries, as a group commit does with writes: what is asked while a query is on its
 * way goes together into the next one, and under load that waits a little for more. The result rejects with what `read`
 * rejects with.
 */
export function createGroupRead<Key, Answer>(options: GroupReadOptions<Key, Answer>): (key: Key) => Promise<Answer> {
  const { read, maxBatch = 100, maxLingerMs = 3 } = options;
  const pace = createPace(maxLingerMs);
  let asked = 0;
  let landed: Promise<unknown> = Promise.resolve();

  const fly = async (keys: readonly Key[]): Promise<readonly Answer[]> => {
    const [startMs, askedBefore] = [performance.now(), asked];
    try {
      return await read(keys);
    } finally {
      const endMs = performance.now();
      pace.landed(endMs, endMs - startMs, asked - askedBefore);
    }
  };

  const loader = new DataLoader<Key, Answer>(
    (keys) => {
      const answers = fly(keys);
      landed = Promise.allSettled([landed, answers]);
      return answers;
    },
    {
      cache: false,
      maxBatchSize: maxBatch,
      batchScheduleFn: (dispatch) => {
        const firstMs = performance.now();
        void landed.then(() => {
          const lingerMs = pace.lingerMs(performance.now(), firstMs);
          if (lingerMs < 1) dispatch();
          else setTimeout(dispatch, lingerMs);
        });
      },
    },
  );
  return (key) => {
    asked += 1;
    return loader.load(key);
  };
}
