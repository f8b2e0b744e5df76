import { describe, expect, it } from 'vitest';
import { createBulkhead } from './bulkhead.ts';

/** Work that runs until it is let go, and the number of those running. */
const gate = () => {
  const open: Array<() => void> = [];
  let most = 0;
  let running = 0;
  const work = async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => open.push(resolve));
    running -= 1;
  };
  return { work, open, most: () => most, running: () => running };
};

/** Lets everything that is due now happen. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('bulkhead', () => {
  it('never runs more than the limit, and runs all that fit the queue', async () => {
    const bulkhead = createBulkhead({ limit: 2, queueLimit: 3, name: 'the gateway' });
    const { work, open, most } = gate();
    const runs = Array.from({ length: 5 }, () => bulkhead.execute(work));
    await settled();
    while (open.length > 0) {
      open.shift()?.();
      await settled();
    }
    await Promise.all(runs);

    expect(most()).toBe(2);
  });

  it('refuses with QUEUE_FULL what fits neither', async () => {
    const bulkhead = createBulkhead({ limit: 1, queueLimit: 1, name: 'the gateway' });
    const { work, open } = gate();
    const runs = [bulkhead.execute(work), bulkhead.execute(work)];

    await expect(bulkhead.execute(work)).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    open.shift()?.();
    await settled();
    open.shift()?.();
    await Promise.all(runs);
  });

  it('keeps the order of arrival', async () => {
    const bulkhead = createBulkhead({ limit: 1, queueLimit: 5, name: 'the gateway' });
    const order: number[] = [];
    await Promise.all([1, 2, 3, 4].map((n) => bulkhead.execute(async () => order.push(n))));

    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('gives the place of failed work back', async () => {
    const bulkhead = createBulkhead({ limit: 1, queueLimit: 0, name: 'the gateway' });
    const failure = bulkhead.execute(async () => {
      throw new Error('broken');
    });
    await expect(failure).rejects.toThrow('broken');

    expect(await bulkhead.execute(async () => 'done')).toBe('done');
  });

  it('forgets a waiting call that is aborted, and its place in the queue is free again', async () => {
    const bulkhead = createBulkhead({ limit: 1, queueLimit: 1, name: 'the gateway' });
    const { work, open, running } = gate();
    const first = bulkhead.execute(work);
    const caller = new AbortController();
    const second = bulkhead.execute(work, caller.signal);
    caller.abort(new Error('gone'));
    await expect(second).rejects.toThrow('gone');

    const third = bulkhead.execute(work);
    open.shift()?.();
    await first;
    await settled();
    expect(running()).toBe(1);
    open.shift()?.();
    await third;
  });
});
