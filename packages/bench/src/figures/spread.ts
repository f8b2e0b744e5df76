/** One figure over its repeats. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** In the order in which they were measured. */
  readonly runs: readonly number[];
}

const rounded = (value: number): number => Number(value.toPrecision(6));

/** Of at least one number. */
export const spreadOf = (runs: readonly number[]): Spread => {
  if (runs.length === 0) throw new RangeError('a spread needs at least one run');
  const sorted = [...runs].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? 0;
  const middle = (sorted.length - 1) / 2;
  return {
    median: rounded((at(Math.floor(middle)) + at(Math.ceil(middle))) / 2),
    min: rounded(at(0)),
    max: rounded(at(sorted.length - 1)),
    runs: runs.map(rounded),
  };
};
