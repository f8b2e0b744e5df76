import { describe, expect, it } from 'vitest';
import { compose, type Policy } from './policy.ts';
import { createRetry } from './retry.ts';

const noting = (log: string[], name: string): Policy => ({
  execute: async (work, signal = new AbortController().signal) => {
    log.push(`${name} in`);
    try {
      return await work(signal);
    } finally {
      log.push(`${name} out`);
    }
  },
});

describe('compose', () => {
  it('runs the first policy as the outermost', async () => {
    const log: string[] = [];
    const policy = compose(noting(log, 'a'), noting(log, 'b'), noting(log, 'c'));

    expect(await policy.execute(async () => 'done')).toBe('done');
    expect(log).toEqual(['a in', 'b in', 'c in', 'c out', 'b out', 'a out']);
  });

  it('runs an inner policy once for each attempt of an outer one', async () => {
    const log: string[] = [];
    let calls = 0;
    const policy = compose(createRetry({ attempts: 2, initialMs: 0 }), noting(log, 'inner'));

    await policy.execute(async () => {
      calls += 1;
      if (calls === 1) throw new Error('first');
    });
    expect(log).toEqual(['inner in', 'inner out', 'inner in', 'inner out']);
  });

  it('hands the signal of the caller through to the work', async () => {
    const log: string[] = [];
    const { signal } = new AbortController();
    await compose(noting(log, 'a'), noting(log, 'b')).execute(async (given) => {
      expect(given).toBe(signal);
    }, signal);
  });

  it('of nothing runs the work as it is', async () => {
    expect(await compose().execute(async (signal) => signal.aborted)).toBe(false);
  });

  it('starts no work for a caller that has given up', async () => {
    let started = false;
    const run = compose().execute(
      async () => {
        started = true;
      },
      AbortSignal.abort(new Error('gone')),
    );

    await expect(run).rejects.toThrow('gone');
    expect(started).toBe(false);
  });
});
