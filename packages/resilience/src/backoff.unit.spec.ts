import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

describe('backoffMs', () => {
  const options = { initialMs: 100, maxMs: 1000 };

  it('doubles its upper bound with each attempt, up to the longest delay', () => {
    const almostOne = () => 1 - Number.EPSILON;
    expect([1, 2, 3, 4, 5, 50].map((attempt) => backoffMs(attempt, options, almostOne))).toEqual([
      100, 200, 400, 800, 1000, 1000,
    ]);
  });

  it('spreads over the whole range (full jitter)', () => {
    expect([0.25, 0.5, 0.75].map((random) => backoffMs(3, options, () => random))).toEqual([100, 200, 300]);
  });

  it('is never 0, which some receivers take for "at once"', () => {
    expect(backoffMs(1, options, () => 0)).toBe(1);
  });

  it('stays finite for attempt numbers that overflow the doubling', () => {
    expect(backoffMs(5000, options, () => 0.5)).toBe(500);
  });
});
