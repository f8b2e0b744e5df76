import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGroupRead } from './group-read.ts';

/** A reader whose queries are answered when they are told to. */
const create = () => {
  const queries: Array<readonly number[]> = [];
  const answers: Array<PromiseWithResolvers<void>> = [];
  const find = createGroupRead<number, string>({
    read: async (keys) => {
      queries.push(keys);
      const answer = Promise.withResolvers<void>();
      answers.push(answer);
      await answer.promise;
      return keys.map((key) => `row ${key}`);
    },
    maxBatch: 4,
    maxLingerMs: 3,
  });
  const ask = (...keys: number[]): Promise<string[]> => {
    const found = Promise.all(keys.map(find));
    found.catch(() => {});
    return found;
  };
  /** Ends the oldest query that is on its way, and lets happen what follows at once. */
  const land = async (error?: Error): Promise<void> => {
    const answer = answers.shift();
    if (error) answer?.reject(error);
    else answer?.resolve();
    await atOnce();
  };
  return { ask, queries, land, answers };
};

const atOnce = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('look-ups', () => {
  it('one that comes alone is asked at once, and so is the next after it', async () => {
    const { ask, queries, land } = create();
    for (const key of [1, 2, 3, 4]) {
      const found = ask(key);
      await atOnce();
      await vi.advanceTimersByTimeAsync(1);
      await land();
      expect(await found).toEqual([`row ${key}`]);
    }
    expect(queries).toEqual([[1], [2], [3], [4]]);
  });

  it('what comes while a query is on its way waits for it, and under load a little longer for more', async () => {
    const { ask, queries, land } = create();
    void ask(1);
    await atOnce();
    await vi.advanceTimersByTimeAsync(1);
    const found = ask(2, 3);
    await atOnce();
    expect(queries).toEqual([[1]]);
    await land();
    expect(queries).toEqual([[1]]);
    await vi.advanceTimersByTimeAsync(2);
    const late = ask(4);
    await vi.advanceTimersByTimeAsync(1);
    expect(queries).toEqual([[1], [2, 3, 4]]);
    await land();
    expect([await found, await late]).toEqual([['row 2', 'row 3'], ['row 4']]);
  });

  it('no query asks for more than its most', async () => {
    const { ask, queries, land } = create();
    const found = ask(1, 2, 3, 4, 5);
    await atOnce();
    expect(queries).toEqual([[1, 2, 3, 4], [5]]);
    await land();
    await land();
    expect(await found).toEqual(['row 1', 'row 2', 'row 3', 'row 4', 'row 5']);
  });

  it('what comes while several are on their way waits for all of them', async () => {
    const { ask, queries, land, answers } = create();
    void ask(1, 2, 3, 4, 5);
    await atOnce();
    void ask(6);
    answers.reverse();
    await land();
    await vi.advanceTimersByTimeAsync(10);
    expect(queries).toEqual([[1, 2, 3, 4], [5]]);
    await land();
    await vi.advanceTimersByTimeAsync(10);
    expect(queries).toEqual([[1, 2, 3, 4], [5], [6]]);
  });

  it('a query that fails fails those who asked for it, and nobody after them', async () => {
    const { ask, land } = create();
    const [failed, also] = [ask(1), ask(2)];
    await atOnce();
    const next = ask(3);
    await land(new Error('away'));
    await expect(failed).rejects.toThrow('away');
    await expect(also).rejects.toThrow('away');
    await vi.advanceTimersByTimeAsync(3);
    await land();
    expect(await next).toEqual(['row 3']);
  });
});
