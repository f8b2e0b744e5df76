import { describe, expect, it } from 'vitest';
import { parseMix } from './mix.ts';
import { type Habits, hasMore, planOrder } from './plan.ts';

/** Evenly spread, and the same each time. */
const numbers = () => {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
};

const plans = (habits: Habits, withKeys = true) => {
  const random = numbers();
  const options = { mix: parseMix('confirm=90,decline=10'), run: 'r', withKeys, habits };
  return Array.from({ length: 3_000 }, (_, index) => planOrder(index, random, options));
};

describe('what a customer will do', () => {
  it('is the same for the same numbers', () => {
    const habits = { cancel: 0.2, read: 0.3, repeat: 0.1 };
    expect(plans(habits)).toEqual(plans(habits));
  });

  it('comes in the shares that were asked for, in every way there is', () => {
    const all = plans({ cancel: 0.3, read: 0.6, repeat: 0.2 });
    for (const [of, share] of [
      ['cancel', 0.3],
      ['read', 0.6],
      ['repeat', 0.2],
    ] as const) {
      expect(all.filter((plan) => plan[of] !== undefined).length / all.length).toBeCloseTo(share, 1);
    }
    expect(new Set(all.map(({ cancel }) => cancel))).toEqual(new Set([undefined, 'at once', 'while paying', 'late']));
    expect(new Set(all.map(({ read }) => read))).toEqual(new Set([undefined, 'ask', 'wait', 'events']));
    expect(new Set(all.map(({ repeat }) => repeat))).toEqual(new Set([undefined, 'same body', 'another body']));
  });

  it('is to order and no more, unless asked for', () => {
    expect(plans({}).some(hasMore)).toBe(false);
  });

  it('is never to repeat without a key: that would be another order', () => {
    expect(plans({ repeat: 1 }, false).some(hasMore)).toBe(false);
  });
});
