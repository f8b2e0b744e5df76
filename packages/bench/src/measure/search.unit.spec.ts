import { describe, expect, it } from 'vitest';
import { highestOf, nextRate } from './search.ts';

/** Searches a system that keeps up any rate to its limit. */
const search = (limit: number, start: number) => {
  const steps: { offered: number; sustained: boolean }[] = [];
  for (let rate = nextRate(steps, start); rate !== undefined && steps.length < 30; rate = nextRate(steps, start)) {
    steps.push({ offered: rate, sustained: rate <= limit });
  }
  return steps;
};

describe('the search for the highest rate', () => {
  it.each([25, 80, 333, 1_000, 2_950, 9_000])('comes within a tenth below a limit of %i orders a second', (limit) => {
    const steps = search(limit, 600);
    expect(highestOf(steps)).toBeLessThanOrEqual(limit);
    expect(highestOf(steps)).toBeGreaterThan(limit * 0.8);
    expect(steps.length).toBeLessThanOrEqual(14);
  });

  it('begins where it is told, and goes up until a rate is not kept up', () => {
    expect(
      search(2_000, 500)
        .map(({ offered }) => offered)
        .slice(0, 4),
    ).toEqual([500, 800, 1_280, 2_048]);
  });

  it('gives up on a system that keeps up nothing', () => {
    const steps = search(0, 100);
    expect(highestOf(steps)).toBe(0);
    expect(steps.length).toBeLessThan(6);
  });

  it('does not trust a higher rate once a lower one was not kept up', () => {
    expect(
      highestOf([
        { offered: 500, sustained: true },
        { offered: 800, sustained: false },
        { offered: 900, sustained: true },
      ]),
    ).toBe(500);
  });
});
