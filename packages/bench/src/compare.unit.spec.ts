import { describe, expect, it } from 'vitest';
import { compare } from './compare.ts';
import { spreadOf } from './figures/spread.ts';

describe('two results', () => {
  it('differ for better or worse by what the figure stands for', () => {
    const before = { 'cpu.total': spreadOf([600, 610, 620]), 'highest.completed': spreadOf([1_000, 1_010, 1_020]) };
    const after = { 'cpu.total': spreadOf([300, 305, 310]), 'highest.completed': spreadOf([500, 505, 510]) };
    expect(compare(before, after)).toMatchObject([
      { name: 'highest.completed', share: -0.5, verdict: 'worse' },
      { name: 'cpu.total', share: -0.5, verdict: 'better' },
    ]);
    expect(compare(after, before).map(({ verdict }) => verdict)).toEqual(['better', 'worse']);
  });

  it('do not differ where their repeats overlap', () => {
    const before = { 'cpu.total': spreadOf([600, 610, 700]) };
    const after = { 'cpu.total': spreadOf([400, 500, 605]) };
    expect(compare(before, after)).toMatchObject([{ verdict: 'within' }]);
  });

  it('are compared by what both have', () => {
    expect(compare({ 'cpu.total': spreadOf([1]) }, { 'variants.stripe': spreadOf([1]) })).toEqual([]);
  });
});
