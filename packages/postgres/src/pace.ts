/** How much the batches before the last one count. */
const memory = 0.8;
/** What was seen before a pause this long says nothing about now. */
const forgetAfterMs = 100;
/** Fewer requests than this to be gained are not worth the wait. */
const worthwhile = 2;

/**
 * Decides how long a batch waits for company. The sign of load is what arrives while a batch is in flight: a caller
 * that waits for its answer before it asks again is never in there, so it is never made to wait.
 * With `plenty` requests to be gained it waits `maxLingerMs`, with fewer in proportion: under little load answers count more.
 */
export interface Pace {
  /** A batch has landed: how long it flew, and how many requests came meanwhile. */
  landed(nowMs: number, flightMs: number, arrived: number): void;
  /** How long the next batch still waits, when its first request came at `firstMs`. 0: go. */
  lingerMs(nowMs: number, firstMs: number): number;
}

export function createPace(maxLingerMs: number, plenty = worthwhile): Pace {
  let arrivals = 0;
  let observedMs = 0;
  let landedMs = Number.NEGATIVE_INFINITY;

  return {
    landed(nowMs, flightMs, arrived) {
      arrivals = arrivals * memory + arrived;
      observedMs = observedMs * memory + flightMs;
      landedMs = nowMs;
    },
    lingerMs(nowMs, firstMs) {
      if (firstMs - landedMs > forgetAfterMs) {
        arrivals = 0;
        observedMs = 0;
      }
      const gained = arrivals === 0 ? 0 : (arrivals * maxLingerMs) / observedMs;
      if (gained < worthwhile) return 0;
      return Math.max(0, firstMs + maxLingerMs * Math.min(1, gained / plenty) - nowMs);
    },
  };
}
