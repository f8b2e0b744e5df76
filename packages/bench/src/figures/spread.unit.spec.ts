import { describe, expect, it } from 'vitest';
import { spreadOf } from './spread.ts';

describe('a spread', () => {
  it('is the median with the least and the most, and keeps the runs as they came', () => {
    expect(spreadOf([30, 10, 20])).toEqual({ median: 20, min: 10, max: 30, runs: [30, 10, 20] });
  });

  it('takes the middle of the two in the middle', () => {
    expect(spreadOf([4, 1, 2, 9]).median).toBe(3);
    expect(spreadOf([5]).median).toBe(5);
  });

  it('is of something', () => {
    expect(() => spreadOf([])).toThrow(RangeError);
  });
});
