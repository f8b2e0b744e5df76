import { describe, expect, it } from 'vitest';
import { type DurableLook, judge } from './stuck.ts';

const look = (changes: Partial<DurableLook> = {}): DurableLook => ({
  created: 'then',
  pending: 5,
  deliveredCount: 10,
  waitsForUs: false,
  asked: true,
  ...changes,
});

describe('judge', () => {
  it('counts from the first look at which nothing moved', () => {
    const first = judge(undefined, look(), 1_000);
    expect(judge(first, look(), 6_000)?.sinceMs).toBe(1_000);
  });

  it('starts anew when something was delivered, and when the durable is another one', () => {
    const first = judge(undefined, look(), 1_000);
    expect(judge(first, look({ deliveredCount: 11 }), 6_000)?.sinceMs).toBe(6_000);
    expect(judge(first, look({ created: 'later' }), 6_000)?.sinceMs).toBe(6_000);
  });

  it.each([
    ['there is nothing to deliver', { pending: 0 }],
    ['too much is unsettled, or it is paused', { waitsForUs: true }],
    ['nobody asked', { asked: false }],
  ])('is content when %s', (_, changes) => {
    const first = judge(undefined, look(), 1_000);
    expect(judge(first, look(changes), 6_000)).toBeUndefined();
  });
});
