import { describe, expect, it } from 'vitest';
import { createArrivals } from './arrivals.ts';

describe('arrivals', () => {
  it('come evenly at the rate, the first at once', () => {
    const { total, dueBy, momentOf } = createArrivals([{ rate: 100, seconds: 2 }]);
    expect(total).toBe(200);
    expect([0, 9, 10, 1_000, 1_999, 60_000].map(dueBy)).toEqual([1, 1, 2, 101, 200, 200]);
    expect([0, 1, 199].map(momentOf)).toEqual([0, 10, 1_990]);
  });

  it('change their rate with each phase', () => {
    const { total, dueBy, momentOf } = createArrivals([
      { rate: 10, seconds: 1 },
      { rate: 50, seconds: 1 },
      { rate: 10, seconds: 1 },
    ]);
    expect(total).toBe(70);
    expect([999, 1_000, 1_999, 2_000, 2_950].map(dueBy)).toEqual([10, 11, 60, 61, 70]);
    expect([9, 10, 59, 60, 69].map(momentOf)).toEqual([900, 1_000, 1_980, 2_000, 2_900]);
  });

  it('are due when their moment has come, and no sooner', () => {
    const { total, dueBy, momentOf } = createArrivals([
      { rate: 37, seconds: 0.7 },
      { rate: 111, seconds: 0.4 },
    ]);
    for (let index = 0; index < total; index++) {
      expect(dueBy(momentOf(index) + 0.001)).toBeGreaterThan(index);
      expect(dueBy(momentOf(index) - 0.001)).toBeLessThanOrEqual(index);
    }
  });
});
