import { AppError } from '@orderflow/errors';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRetry } from './retry.ts';

/** Work that fails the given number of times and then succeeds. */
const failing = (times: number, error: () => Error = () => new Error('away')) => {
  const work = vi.fn(async () => {
    if (work.mock.calls.length <= times) throw error();
    return 'done';
  });
  return work;
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('retry', () => {
  it('repeats failed work until it succeeds', async () => {
    const work = failing(2);
    const run = createRetry().execute(work);
    await vi.runAllTimersAsync();

    expect(await run).toBe('done');
    expect(work).toHaveBeenCalledTimes(3);
  });

  it('gives the last error up after the given number of attempts, the first one included', async () => {
    const work = failing(9, () => new Error(`failure ${work.mock.calls.length}`));
    const run = createRetry({ attempts: 3 }).execute(work);
    run.catch(() => {});
    await vi.runAllTimersAsync();

    await expect(run).rejects.toThrow('failure 3');
    expect(work).toHaveBeenCalledTimes(3);
  });

  it('waits longer each time, with jitter, and never longer than maxMs', async () => {
    const delays: number[] = [];
    const options = {
      attempts: 5,
      initialMs: 100,
      maxMs: 500,
      onRetry: (f: { delayMs: number }) => delays.push(f.delayMs),
    };
    const run = createRetry(options).execute(failing(4));
    await vi.runAllTimersAsync();
    await run;

    expect(delays).toEqual([150, 300, 500, 500]);
  });

  it('waits exactly the doubled delays without jitter', async () => {
    const work = failing(2);
    const run = createRetry({ initialMs: 100, jitter: false }).execute(work);
    await vi.advanceTimersByTimeAsync(99);
    expect(work).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(work).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(200);

    expect(await run).toBe('done');
  });

  it.each([
    ['no retry can help', new AppError('VALIDATION_FAILED', 'no such field')],
    ['says when to come back', new AppError('DEPENDENCY_UNAVAILABLE', 'circuit open', { retryAfterSeconds: 9 })],
  ])('does not repeat what %s', async (_, error) => {
    const work = failing(1, () => error);

    await expect(createRetry().execute(work)).rejects.toBe(error);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('asks shouldRetry when one is given, and tells onRetry only of what is repeated', async () => {
    const onRetry = vi.fn();
    const work = failing(1);
    const run = createRetry({ shouldRetry: () => false, onRetry }).execute(work);

    await expect(run).rejects.toThrow('away');
    expect(work).toHaveBeenCalledTimes(1);
    expect(onRetry).not.toHaveBeenCalled();
  });

  it('stops waiting when the caller aborts, with the reason of the caller', async () => {
    const caller = new AbortController();
    const work = failing(9);
    const run = createRetry({ initialMs: 1000 }).execute(work, caller.signal);
    run.catch(() => {});
    await vi.advanceTimersByTimeAsync(10);
    caller.abort(new Error('no longer needed'));

    await expect(run).rejects.toThrow('no longer needed');
    expect(work).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('refuses options that cannot work', () => {
    expect(() => createRetry({ attempts: 0 })).toThrow(/attempts must be a number of at least 1/);
    expect(() => createRetry({ maxMs: Number.NaN })).toThrow(/maxMs/);
  });
});
