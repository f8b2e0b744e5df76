import { Registry } from 'prom-client';

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
  /** Called at each scrape, bounded to 2 s there. A failure is logged by the caller and leaves the last values. */
  readonly collect?: (gauge: Gauge<L>) => void | Promise<void>;
}

export interface HistogramOptions {
  /** Upper bounds, ascending. Default: latencies from 1 ms to 30 s. */
  readonly buckets?: readonly number[];
  /** Keep the last trace id of each bucket. Default true. */
  readonly exemplars?: boolean;
}

export interface Exposition {
  readonly contentType: string;
  readonly body: string;
}

export interface Metrics {
  readonly registry: Registry;
  /** Registering a name twice gives the instrument that is there; with other labels it throws. */
  counter<const L extends string = never>(name: string, help: string, labels?: readonly L[]): Counter<L>;
  gauge<const L extends string = never>(
    name: string,
    help: string,
    labels?: readonly L[],
    options?: GaugeOptions<L>,
  ): Gauge<L>;
  histogram<const L extends string = never>(
    name: string,
    help: string,
    labels?: readonly L[],
    options?: HistogramOptions,
  ): Histogram<L>;
  /** OpenMetrics (with exemplars) when the `Accept` header asks for it, else the classic text format. */
  expose(accept?: string): Promise<Exposition>;
  /** Stops what samples the process (event loop, garbage collection). */
  close(): void;
}

export interface MetricsOptions {
  /** Becomes the label `service` of every series. */
  readonly service: string;
  /** Metrics of the process itself: CPU, memory, event loop. Default true; tests turn it off. */
  readonly processMetrics?: boolean;
}

export function createMetrics(options: MetricsOptions): Metrics {
  void options;
  const registry = new Registry();
  throw new Error(`not built yet ${registry.contentType}`);
}
