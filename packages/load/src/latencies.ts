import { build } from 'hdr-histogram-js';

/** Milliseconds. */
export interface LatencySummary {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

export interface Latencies {
  record(ms: number): void;
  summary(): LatencySummary;
  /** The summary of what came since the last take. */
  take(): LatencySummary;
}

const microseconds = 1_000;
const longestUs = 3_600_000 * microseconds;

/** A histogram with three significant digits, from a microsecond to an hour. */
export const createLatencies = (): Latencies => {
  const histogram = build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: longestUs,
    numberOfSignificantValueDigits: 3,
  });
  const at = (percentile: number) => histogram.getValueAtPercentile(percentile) / microseconds;
  const summary = (): LatencySummary => ({
    count: histogram.totalCount,
    mean: histogram.totalCount === 0 ? 0 : histogram.mean / microseconds,
    p50: at(50),
    p90: at(90),
    p99: at(99),
    p999: at(99.9),
    max: histogram.totalCount === 0 ? 0 : histogram.maxValue / microseconds,
  });
  return {
    record: (ms) => histogram.recordValue(Math.min(longestUs, Math.max(1, Math.round(ms * microseconds)))),
    summary,
    take: () => {
      const taken = summary();
      histogram.reset();
      return taken;
    },
  };
};
