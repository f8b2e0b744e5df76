import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Chance that can be had again: the same seed gives the same numbers, on every machine. */
export interface Random {
  /** Both ends included. */
  integer(from: number, to: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** Throws on an empty list. */
  pick<T>(list: readonly T[]): T;
  shuffle<T>(list: readonly T[]): readonly T[];
}

const fine = 1_000_000;

export const createRandom = (seed: number): Random => {
  const generator = xoroshiro128plus(seed);
  const integer = (from: number, to: number): number => uniformInt(generator, from, to);
  const pick = <T>(list: readonly T[]): T => {
    const [one] = list.slice(integer(0, Math.max(0, list.length - 1)));
    if (one === undefined) throw new RangeError('nothing to pick from');
    return one;
  };
  return {
    integer,
    chance: (probability) => integer(0, fine - 1) < probability * fine,
    pick,
    shuffle: (list) => {
      const left = [...list];
      return list.map(() => {
        const [one] = left.splice(integer(0, left.length - 1), 1);
        if (one === undefined) throw new RangeError('nothing to shuffle');
        return one;
      });
    },
  };
};
