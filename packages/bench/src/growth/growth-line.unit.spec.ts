import { describe, expect, it } from 'vitest';
import { createGrowthNotes, slopeOf } from './growth-line.ts';

const about = { grown: 'orders', what: 'GET', unit: 'CPU µs' } as const;

const lineOf = (costs: readonly (readonly [size: number, cost: number])[]) => {
  const notes = createGrowthNotes();
  for (const [size, cost] of costs) notes.note(about, size, cost);
  return notes.lines()[0]?.points ?? [];
};

describe('the slope', () => {
  it.each([
    [
      '0 for what stays as it is',
      [
        [10, 7],
        [1_000, 7],
        [100_000, 7],
      ],
      0,
    ],
    [
      '1 for what grows with the size',
      [
        [10, 30],
        [1_000, 3_000],
      ],
      1,
    ],
    [
      'a half for its square root',
      [
        [1, 2],
        [100, 20],
        [10_000, 200],
      ],
      0.5,
    ],
    [
      'below 0 for what gets cheaper',
      [
        [1, 100],
        [10, 10],
      ],
      -1,
    ],
    ['0 where there is only one size', [[10, 5]], 0],
  ] as const)('is %s', (_, costs, slope) => {
    expect(slopeOf(lineOf(costs))).toBeCloseTo(slope, 10);
  });

  it('is that of the medians of the repeats', () => {
    const points = lineOf([
      [1, 10],
      [1, 11],
      [1, 900],
      [10, 11],
      [10, 11],
      [10, 11],
    ]);
    expect(points.map(({ cost }) => cost.median)).toEqual([11, 11]);
    expect(slopeOf(points)).toBeCloseTo(0, 10);
  });
});
