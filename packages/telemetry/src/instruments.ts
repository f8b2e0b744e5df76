import {
  type OpenMetricsContentType,
  Counter as PromCounter,
  Gauge as PromGauge,
  Histogram as PromHistogram,
  type Registry,
} from 'prom-client';
import { exemplarTraceId } from './names.ts';
import { activeTraceId } from './propagation.ts';

type OpenRegistry = Registry<OpenMetricsContentType>;

export type Labels<L extends string> = Readonly<Record<L, string>>;

/** All instruments take every label, always: `counter.inc({ outcome: 'approved' })`; without labels: `inc({})`. */
export interface Counter<L extends string = never> {
  inc(labels: Labels<L>, by?: number): void;
}

export interface Gauge<L extends string = never> {
  set(labels: Labels<L>, value: number): void;
  add(labels: Labels<L>, by: number): void;
  /** Forgets all series (a collector calls it before it sets what is there now). */
  reset(): void;
}

export interface Histogram<L extends string = never> {
  /** `traceId`: exemplar of the bucket; default the active sampled trace. */
  observe(labels: Labels<L>, value: number, traceId?: string): void;
}

export interface GaugeOptions<L extends string> {
  /** Called at each scrape. What it throws is passed to `onCollectError`, and the last values stay. */
  readonly collect?: (gauge: Gauge<L>) => void | Promise<void>;
}

export interface HistogramOptions {
  /** Upper bounds, ascending. Default: `latencyBuckets`. */
  readonly buckets?: readonly number[];
  /** Keep the last trace id of each bucket. Default true. */
  readonly exemplars?: boolean;
}

/** Seconds, from 1 ms to 30 s. */
export const latencyBuckets: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

/** A counter that has been registered. Prometheus wants its name to end in `_total`. */
export function registerCounter<L extends string>(
  registry: OpenRegistry,
  name: string,
  help: string,
  labelNames: readonly L[],
): Counter<L> {
  const counter = new PromCounter<L>({ name, help, labelNames, registers: [registry] });
  return { inc: (labels, by = 1) => counter.inc(labels, by) };
}

/** How long a scrape waits for one collector. */
const collectTimeoutMs = 2_000;

export function registerGauge<L extends string>(
  registry: OpenRegistry,
  name: string,
  help: string,
  labelNames: readonly L[],
  collect: GaugeOptions<L>['collect'],
  onCollectError: (name: string, error: unknown) => void,
): Gauge<L> {
  let collecting: Promise<void> | undefined;
  const prom = new PromGauge<L>({
    name,
    help,
    labelNames,
    registers: [registry],
    ...(collect === undefined ? {} : { collect: () => collectOnce() }),
  });
  const gauge: Gauge<L> = {
    set: (labels, value) => prom.set(labels, value),
    add: (labels, by) => prom.inc(labels, by),
    reset: () => prom.reset(),
  };

  // A scrape is never failed or held up by one collector, and two scrapes at a time share one collection.
  function collectOnce(): Promise<void> {
    collecting ??= (async () => collect?.(gauge))()
      .catch((error: unknown) => onCollectError(name, error))
      .finally(() => {
        collecting = undefined;
      });
    return withinTime(collecting);
  }

  return gauge;
}

async function withinTime(work: Promise<void>): Promise<void> {
  const { promise: timeout, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, collectTimeoutMs);
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}

export function registerHistogram<L extends string>(
  registry: OpenRegistry,
  name: string,
  help: string,
  labelNames: readonly L[],
  { buckets = latencyBuckets, exemplars = true }: HistogramOptions,
): Histogram<L> {
  const histogram = new PromHistogram<string>({
    name,
    help,
    labelNames,
    buckets: [...buckets],
    enableExemplars: exemplars,
    registers: [registry],
  });
  if (!exemplars) return { observe: (labels, value) => histogram.observe(labels, value) };
  return {
    observe: (labels, value, traceId = activeTraceId()) => {
      if (traceId === undefined) histogram.observe({ labels, value });
      else histogram.observe({ labels, value, exemplarLabels: { [exemplarTraceId]: traceId } });
    },
  };
}
