import { type Spread, spreadOf } from '../figures/spread.ts';

export type GrowthUnit = 'CPU µs' | 'MiB' | 'ms';

/** What one thing costs at each size of another. */
export interface GrowthLine {
  /** What is grown: `orders in the tables`. */
  readonly grown: string;
  /** What is measured: `GET /orders/:id`. */
  readonly what: string;
  readonly unit: GrowthUnit;
  readonly points: readonly GrowthPoint[];
}

export interface GrowthPoint {
  readonly size: number;
  readonly cost: Spread;
}

/**
 * How cost follows size: 0 is flat, 1 grows as the size does, 0.5 as its square root. The slope of a straight line
 * through the medians, both on logarithmic scales.
 */
export const slopeOf = (points: readonly GrowthPoint[]): number => {
  const logs = points.map(({ size, cost }) => [Math.log(size), Math.log(cost.median)] as const);
  const mean = (of: (point: readonly [number, number]) => number) =>
    logs.reduce((sum, point) => sum + of(point), 0) / logs.length;
  const [x, y] = [mean(([size]) => size), mean(([, cost]) => cost)];
  const variance = mean(([size]) => (size - x) ** 2);
  return variance === 0 ? 0 : mean(([size, cost]) => (size - x) * (cost - y)) / variance;
};

/** Takes down what is measured, one number a repeat. */
export interface GrowthNotes {
  note(about: Pick<GrowthLine, 'grown' | 'what' | 'unit'>, size: number, value: number): void;
  lines(): readonly GrowthLine[];
}

export const createGrowthNotes = (): GrowthNotes => {
  const taken = new Map<string, { about: Pick<GrowthLine, 'grown' | 'what' | 'unit'>; runs: Map<number, number[]> }>();
  return {
    note: (about, size, value) => {
      const key = JSON.stringify([about.grown, about.what, about.unit]);
      const line = taken.get(key) ?? { about, runs: new Map<number, number[]>() };
      taken.set(key, line);
      line.runs.set(size, [...(line.runs.get(size) ?? []), value]);
    },
    lines: () =>
      [...taken.values()].map(({ about: { grown, what, unit }, runs }) => ({
        ...{ grown, what, unit },
        points: [...runs].map(([size, values]) => ({ size, cost: spreadOf(values) })),
      })),
  };
};
