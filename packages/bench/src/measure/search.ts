import type { Step } from './sustained.ts';

/** Rates go up by this factor until one is not kept up. */
const upwards = 1.6;
/** Nearer than this the two ends are the same rate. */
const resolution = 1.1;
const lowestRate = 5;

/** The highest rate that was kept up, below all that were not; 0 without one. */
export const highestOf = (steps: readonly Pick<Step, 'offered' | 'sustained'>[]): number => {
  const failed = steps.filter(({ sustained }) => !sustained).map(({ offered }) => offered);
  const least = Math.min(Number.POSITIVE_INFINITY, ...failed);
  return Math.max(
    0,
    ...steps.filter(({ offered, sustained }) => sustained && offered < least).map(({ offered }) => offered),
  );
};

/** The rate to try next; undefined when the highest is known well enough. */
export const nextRate = (steps: readonly Pick<Step, 'offered' | 'sustained'>[], start: number): number | undefined => {
  const highest = highestOf(steps);
  const failed = steps.filter(({ offered, sustained }) => !sustained && offered > highest);
  const least = Math.min(...failed.map(({ offered }) => offered));
  if (steps.length === 0) return start;
  if (failed.length === 0) return Math.round(highest * upwards);
  if (highest === 0) return least / 2 < lowestRate ? undefined : Math.round(least / 2);
  return least / highest <= resolution ? undefined : Math.round(Math.sqrt(least * highest));
};
