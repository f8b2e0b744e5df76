/** A stretch of time in which orders come at one rate. */
export interface Phase {
  /** Orders a second. */
  readonly rate: number;
  readonly seconds: number;
}

/** When each order is due, in milliseconds from the start; orders are numbered from 0. */
export interface Arrivals {
  readonly total: number;
  /** How many are due by then, that moment included. */
  dueBy(elapsedMs: number): number;
  momentOf(index: number): number;
}

interface Stretch {
  readonly first: number;
  readonly count: number;
  readonly fromMs: number;
  readonly everyMs: number;
}

export const createArrivals = (phases: readonly Phase[]): Arrivals => {
  const stretches: Stretch[] = [];
  let total = 0;
  let endMs = 0;
  for (const { rate, seconds } of phases) {
    const count = Math.round(rate * seconds);
    stretches.push({ first: total, count, fromMs: endMs, everyMs: 1_000 / rate });
    total += count;
    endMs += seconds * 1_000;
  }
  return {
    total,
    dueBy: (elapsedMs) => {
      const current = stretches.findLast(({ fromMs }) => elapsedMs >= fromMs);
      if (current === undefined) return 0;
      return current.first + Math.min(current.count, Math.floor((elapsedMs - current.fromMs) / current.everyMs) + 1);
    },
    momentOf: (index) => {
      const own = stretches.findLast(({ first, count }) => count > 0 && index >= first);
      return own === undefined ? 0 : own.fromMs + (index - own.first) * own.everyMs;
    },
  };
};
