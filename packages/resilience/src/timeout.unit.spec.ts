import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTimeout } from './timeout.ts';

const never = () => new Promise<never>(() => {});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('timeout', () => {
  const timeout = createTimeout({ timeoutMs: 100, name: 'the gateway' });

  it('passes an answer in time on and leaves no timer', async () => {
    expect(await timeout.execute(async () => 'done')).toBe('done');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('rejects with TIMEOUT when the time is up, also under work that ignores its signal', async () => {
    const run = timeout.execute(never);
    run.catch(() => {});
    await vi.advanceTimersByTimeAsync(100);

    await expect(run).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: 'the gateway did not finish within 100 ms',
    });
  });

  it('aborts the work when the time is up, so that it is not left running', async () => {
    let seen: AbortSignal | undefined;
    const run = timeout.execute((signal) => {
      seen = signal;
      return never();
    });
    run.catch(() => {});
    expect(seen?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(100);

    expect(seen?.aborted).toBe(true);
    expect(seen?.reason).toMatchObject({ code: 'TIMEOUT' });
  });

  it('gives every call a signal of its own: one that times out aborts no other', async () => {
    const signals: AbortSignal[] = [];
    const start = () =>
      timeout.execute((signal) => {
        signals.push(signal);
        return never();
      });
    start().catch(() => {});
    await vi.advanceTimersByTimeAsync(60);
    start().catch(() => {});
    await vi.advanceTimersByTimeAsync(40);

    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it('ends with the reason of a caller that aborts, and leaves neither timer nor listener', async () => {
    const caller = new AbortController();
    const removed = vi.spyOn(caller.signal, 'removeEventListener');
    let seen: AbortSignal | undefined;
    const run = timeout.execute((signal) => {
      seen = signal;
      return never();
    }, caller.signal);
    caller.abort(new Error('gone'));

    await expect(run).rejects.toThrow('gone');
    expect(seen?.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    expect(removed).toHaveBeenCalled();
  });

  it('swallows the late failure of work that was given up', async () => {
    const run = timeout.execute(
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('late')))),
    );
    run.catch(() => {});
    await vi.advanceTimersByTimeAsync(100);

    await expect(run).rejects.toMatchObject({ code: 'TIMEOUT' });
  });
});
