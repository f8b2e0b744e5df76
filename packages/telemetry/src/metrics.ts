import { performance } from 'node:perf_hooks';
import { collectDefaultMetrics, type OpenMetricsContentType, Counter as PromCounter, Registry } from 'prom-client';
import {
  type Counter,
  type Gauge,
  type GaugeOptions,
  type Histogram,
  type HistogramOptions,
  registerCounter,
  registerGauge,
  registerHistogram,
} from './instruments.ts';
import { metricNames } from './names.ts';

export {
  type Counter,
  type Gauge,
  type GaugeOptions,
  type Histogram,
  type HistogramOptions,
  type Labels,
  latencyBuckets,
} from './instruments.ts';

export interface Exposition {
  readonly contentType: string;
  readonly body: string;
}

export interface Metrics {
  /** prom-client's own, for libraries that register in one. */
  readonly registry: Registry<OpenMetricsContentType>;
  /** Registering a name a second time throws. */
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
}

export interface MetricsOptions {
  /** Becomes the label `service` of every series. */
  readonly service: string;
  /** Metrics of the process itself: CPU, memory, event loop. Default true; tests turn it off. */
  readonly processMetrics?: boolean;
  /** A gauge's collector failed: its last values stay. */
  readonly onCollectError?: (metric: string, error: unknown) => void;
}

export function createMetrics(options: MetricsOptions): Metrics {
  const { service, processMetrics = true, onCollectError = () => {} } = options;
  // prom-client allows exemplars in an OpenMetrics registry only; the classic text is made from the same metrics.
  const registry = new OpenMetricsRegistry();
  const classic = new ClassicView(registry);
  for (const view of [registry, classic]) view.setDefaultLabels({ service });
  if (processMetrics) registerProcessMetrics(registry);

  return {
    registry,
    counter: (name, help, labels = []) => registerCounter(registry, name, help, labels),
    gauge: (name, help, labels = [], { collect } = {}) =>
      registerGauge(registry, name, help, labels, collect, onCollectError),
    histogram: (name, help, labels = [], histogramOptions = {}) =>
      registerHistogram(registry, name, help, labels, histogramOptions),
    expose: async (accept = '') => {
      const view = accept.includes('application/openmetrics-text') ? registry : classic;
      return { contentType: view.contentType, body: await view.metrics() };
    },
  };
}

/** prom-client cuts `_total` off the names of its counters while it writes OpenMetrics: here, off a stand-in's name. */
class OpenMetricsRegistry extends Registry<OpenMetricsContentType> {
  constructor() {
    super();
    this.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  }
  override getMetricsAsArray() {
    return super.getMetricsAsArray().map((metric) => (metric instanceof PromCounter ? Object.create(metric) : metric));
  }
}

class ClassicView extends Registry {
  readonly #all: OpenMetricsRegistry;
  constructor(all: OpenMetricsRegistry) {
    super();
    this.#all = all;
  }
  override getMetricsAsArray() {
    return this.#all.getMetricsAsArray();
  }
}

/** Finer than this costs more wake-ups than the lag of the event loop is worth. */
const eventLoopSampleMs = 20;

function registerProcessMetrics(registry: OpenMetricsRegistry): void {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: eventLoopSampleMs });
  let last = performance.eventLoopUtilization();
  registerGauge(
    registry,
    metricNames.eventLoopUtilisation,
    'Share of the time since the last scrape that the event loop was busy, 0 to 1.',
    [],
    (gauge) => {
      const now = performance.eventLoopUtilization();
      gauge.set({}, performance.eventLoopUtilization(now, last).utilization);
      last = now;
    },
    () => {},
  );
}
