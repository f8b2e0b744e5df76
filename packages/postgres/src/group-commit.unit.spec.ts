import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGroupCommit, type GroupCommitOptions } from './group-commit.ts';
import type { Pool } from './pool.ts';

/** Stands for a database that takes every statement at once: what is tested here is what is sent, and when. */
const pool = {
  connect: async () => ({
    query: (_text: string, done?: (error: undefined) => void) =>
      done ? done(undefined) : Promise.resolve({ command: 'COMMIT' }),
    release: () => {},
    end: () => {},
  }),
} as unknown as Pool;

/** A group whose batches land when they are told to. */
const create = (options: Partial<GroupCommitOptions<number, number>> = {}) => {
  const batches: Array<readonly number[]> = [];
  const landings: Array<PromiseWithResolvers<void>> = [];
  const group = createGroupCommit<number, number>({
    name: 'numbers',
    pool,
    execute: async (_client, batch) => {
      batches.push(batch);
      const landing = Promise.withResolvers<void>();
      landings.push(landing);
      await landing.promise;
      return batch.map((n) => n * 10);
    },
    ...options,
  });
  /** Lets the batch in flight land and everything that follows at once happen. */
  const land = async (): Promise<void> => {
    landings.shift()?.resolve();
    await vi.advanceTimersByTimeAsync(0);
  };
  const submit = (n: number, signal?: AbortSignal): Promise<number> => {
    const answer = group.submit(n, signal);
    answer.catch(() => {});
    return answer;
  };
  /** For requests whose answers nobody looks at. */
  const send = (...requests: number[]): void => {
    for (const request of requests) void submit(request);
  };
  return { group, submit, send, batches, land };
};

/** Time for what happens without waiting. */
const atOnce = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('batches', () => {
  it('an idle group sends a request at once, together with those of the same tick', async () => {
    const { submit, batches, land } = create();
    const answers = [1, 2, 3].map((n) => submit(n));
    await atOnce();
    expect(batches).toEqual([[1, 2, 3]]);
    await land();
    expect(await Promise.all(answers)).toEqual([10, 20, 30]);
  });

  it('one is in flight at a time; what comes meanwhile is the next', async () => {
    const { send, batches, land } = create({ maxLingerMs: 0 });
    send(1);
    await atOnce();
    send(2);
    await vi.advanceTimersByTimeAsync(1000);
    send(3);
    expect(batches).toEqual([[1]]);
    await land();
    expect(batches).toEqual([[1], [2, 3]]);
  });

  it('one that is not full lingers under load, from its first request on', async () => {
    const { send, batches, land } = create({ maxLingerMs: 10 });
    send(1);
    await vi.advanceTimersByTimeAsync(1);
    send(2, 3, 4, 5);
    await vi.advanceTimersByTimeAsync(1);
    await land();
    await vi.advanceTimersByTimeAsync(8);
    send(6);
    expect(batches).toEqual([[1]]);
    await vi.advanceTimersByTimeAsync(1);
    expect(batches).toEqual([[1], [2, 3, 4, 5, 6]]);
  });

  it('never lingers for callers that ask again as soon as they have their answer', async () => {
    const { submit, batches, land } = create({ maxLingerMs: 10 });
    const caller = async (n: number): Promise<void> => {
      for (let round = 0; round < 3; round += 1) await submit(n);
    };
    const callers = [caller(1), caller(2)];
    for (let round = 0; round < 3; round += 1) {
      await vi.advanceTimersByTimeAsync(0);
      expect(batches).toHaveLength(round + 1);
      await vi.advanceTimersByTimeAsync(1);
      await land();
    }
    await Promise.all(callers);
    expect(batches).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
  });

  it('one that is full does not linger, and none is larger than maxBatch', async () => {
    const { send, batches, land } = create({ maxLingerMs: 10, maxBatch: 2 });
    send(1);
    await vi.advanceTimersByTimeAsync(1);
    send(2, 3, 4, 5, 6);
    await vi.advanceTimersByTimeAsync(1);
    await land();
    expect(batches).toEqual([[1], [2, 3]]);
    await land();
    expect(batches).toEqual([[1], [2, 3], [4, 5]]);
  });
});

describe('bounds', () => {
  it.each([{ maxBatch: 0 }, { maxQueue: 0 }, { maxLingerMs: Number.NaN }])('cannot be %j', (options) => {
    expect(() => create(options)).toThrow(/numbers cannot work with/);
  });

  it('refuses one more than maxQueue with QUEUE_FULL', async () => {
    const { submit, send } = create({ maxQueue: 2 });
    send(1);
    await atOnce();
    send(2, 3);
    await expect(submit(4)).rejects.toMatchObject({ code: 'QUEUE_FULL' });
  });

  it('leaves out a request that is aborted before its batch is taken', async () => {
    const { submit, send, batches, land } = create({ maxLingerMs: 0 });
    send(1);
    await atOnce();
    const caller = new AbortController();
    const second = submit(2, caller.signal);
    send(3);
    caller.abort(new Error('gone'));
    await land();

    await expect(second).rejects.toThrow('gone');
    expect(batches).toEqual([[1], [3]]);
    await expect(submit(4, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  });

  it('sends nothing when all that waited are aborted', async () => {
    const { group, submit, batches } = create();
    const caller = new AbortController();
    const answer = submit(1, caller.signal);
    caller.abort(new Error('gone'));
    await atOnce();

    await expect(answer).rejects.toThrow('gone');
    expect(batches).toEqual([]);
    await group.close();
  });

  it('lets the batch decide once a request is in it', async () => {
    const { submit, land } = create();
    const caller = new AbortController();
    const answer = submit(1, caller.signal);
    await atOnce();
    caller.abort();
    await land();
    expect(await answer).toBe(10);
  });
});

describe('close', () => {
  it('sends what waits without lingering, refuses new requests, and resolves when all have their answer', async () => {
    const { group, submit, send, batches, land } = create({ maxLingerMs: 1000 });
    send(1);
    await vi.advanceTimersByTimeAsync(1);
    const waiting = [submit(2), submit(3)];
    await vi.advanceTimersByTimeAsync(1);
    await land();
    expect(batches).toEqual([[1]]);

    let closed = false;
    const closing = group.close().then(() => {
      closed = true;
    });
    await expect(submit(4)).rejects.toMatchObject({ code: 'DRAINING' });
    await atOnce();
    expect(batches).toEqual([[1], [2, 3]]);
    expect(closed).toBe(false);
    await land();
    await closing;
    expect(await Promise.all(waiting)).toEqual([20, 30]);
  });

  it('of an idle group resolves at once, and again when called again', async () => {
    const { group } = create();
    await group.close();
    await group.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('what goes wrong', () => {
  it('in a batch for one request harms only that one', async () => {
    const split = vi.fn();
    const { group } = create({
      execute: async (_client, batch) => {
        if (batch.includes(2)) throw new Error('2 is poison');
        return batch.map((n) => n * 10);
      },
      observer: { split },
    });
    const outcomes = Promise.allSettled([1, 2, 3].map((n) => group.submit(n)));
    await atOnce();
    expect((await outcomes).map((o) => (o.status === 'fulfilled' ? o.value : o.reason.message))).toEqual([
      10,
      '2 is poison',
      30,
    ]);
    expect(split).toHaveBeenCalledWith('numbers', 3, expect.objectContaining({ message: '2 is poison' }));
  });

  it('with the database is asked once, not once for each request', async () => {
    let calls = 0;
    const { group } = create({
      execute: async () => {
        calls += 1;
        throw new Error('Connection terminated unexpectedly');
      },
    });
    const outcomes = Promise.allSettled([1, 2, 3].map((n) => group.submit(n)));
    await atOnce();
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { code: 'DEPENDENCY_UNAVAILABLE' } });
    expect(calls).toBe(1);
  });

  it('with the database while a batch is taken apart ends the attempt for the rest', async () => {
    let calls = 0;
    const { group } = create({
      execute: async (_client, batch) => {
        calls += 1;
        if (batch.length > 1) throw new Error('poison');
        if (calls > 2) throw new Error('Connection terminated unexpectedly');
        return [10];
      },
    });
    const outcomes = Promise.allSettled([1, 2, 3, 4].map((n) => group.submit(n)));
    await atOnce();
    const codes = (await outcomes).map((o) => (o.status === 'fulfilled' ? o.value : o.reason.code));
    expect(codes).toEqual([10, 'DEPENDENCY_UNAVAILABLE', 'DEPENDENCY_UNAVAILABLE', 'DEPENDENCY_UNAVAILABLE']);
    expect(calls).toBe(3);
  });

  const lost = new Error('lost a race');
  const racing = (losses: number) => {
    const sizes: number[] = [];
    const { group } = create({
      isRetryable: (error) => error === lost,
      execute: async (_client, batch) => {
        sizes.push(batch.length);
        if (sizes.length <= losses) throw lost;
        return batch.map((n) => n * 10);
      },
    });
    return { sizes, outcomes: Promise.allSettled([1, 2].map((n) => group.submit(n))) };
  };

  it('and may pass when repeated is repeated whole', async () => {
    const { sizes, outcomes } = racing(2);
    await atOnce();
    expect(await outcomes).toMatchObject([{ value: 10 }, { value: 20 }]);
    expect(sizes).toEqual([2, 2, 2]);
  });

  it('and may pass when repeated is given up after three attempts, also one by one', async () => {
    const { sizes, outcomes } = racing(100);
    await atOnce();
    expect(await outcomes).toMatchObject([{ reason: lost }, { reason: lost }]);
    expect(sizes).toEqual([2, 2, 2, 1, 1, 1, 1, 1, 1]);
  });

  it('with the number of answers is noticed before the commit', async () => {
    const { submit } = create({ execute: async () => [] });
    const answer = submit(1);
    await atOnce();
    await expect(answer).rejects.toThrow('numbers gave 0 answers to 1 requests');
  });
});

describe('the observer', () => {
  it('is told the size and duration of each committed batch', async () => {
    const committed = vi.fn();
    const { send, land } = create({ observer: { committed } });
    send(1, 2);
    await vi.advanceTimersByTimeAsync(5);
    await land();
    expect(committed.mock.calls).toEqual([['numbers', 2, 5, undefined]]);
  });
});
