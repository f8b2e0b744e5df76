import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

const openMetrics = 'application/openmetrics-text;version=1.0.0,text/plain;q=0.5';
const traceId = '0af7651916cd43dd8448eb211c80319c';

describe('metrics', () => {
  it('writes the classic text format unless OpenMetrics is asked for', async () => {
    const metrics = createMetrics({ service: 'order', processMetrics: false });
    metrics.counter('orders_total', 'Orders.', ['outcome']).inc({ outcome: 'confirmed' });

    const classic = await metrics.expose('text/html');

    expect(classic.contentType).toContain('text/plain');
    expect(classic.body).toContain('orders_total{outcome="confirmed",service="order"} 1');
  });

  it('writes exemplars with the trace id when OpenMetrics is asked for', async () => {
    const metrics = createMetrics({ service: 'order', processMetrics: false });
    metrics.histogram('request_seconds', 'Requests.', ['route']).observe({ route: '/orders' }, 0.003, traceId);

    const open = await metrics.expose(openMetrics);

    expect(open.contentType).toContain('application/openmetrics-text');
    expect(open.body).toMatch(
      new RegExp(`request_seconds_bucket\\{le="0.005".*\\} 1 # \\{trace_id="${traceId}"\\} 0.003`),
    );
    expect(open.body.endsWith('# EOF\n')).toBe(true);
  });

  it('keeps the names of counters however often the format changes', async () => {
    const metrics = createMetrics({ service: 'order', processMetrics: false });
    metrics.counter('orders_total', 'Orders.').inc({});

    const first = await metrics.expose();
    const open = await metrics.expose(openMetrics);
    const last = await metrics.expose();

    expect(open.body).toContain('# TYPE orders counter');
    expect(open.body).toContain('orders_total{service="order"} 1');
    expect(last.body).toBe(first.body);
  });

  it('runs a collector at each scrape, and one that fails leaves the rest of the page', async () => {
    const failures: unknown[] = [];
    const metrics = createMetrics({
      service: 'order',
      processMetrics: false,
      onCollectError: (name, error) => failures.push([name, error]),
    });
    let open = 0;
    metrics.gauge('open_orders', 'Open.', [], {
      collect: async (gauge) => {
        open += 1;
        gauge.set({}, open);
      },
    });
    const broken = new Error('the database is away');
    metrics.gauge('broken', 'Broken.', [], { collect: () => Promise.reject(broken) });

    await metrics.expose();
    const second = await metrics.expose();

    expect(second.body).toContain('open_orders{service="order"} 2');
    expect(failures).toEqual([
      ['broken', broken],
      ['broken', broken],
    ]);
  });

  it('counts the process itself: memory, event loop lag and utilisation', async () => {
    const metrics = createMetrics({ service: 'order' });

    const { body } = await metrics.expose();

    expect(body).toContain('process_resident_memory_bytes');
    expect(body).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(body).toMatch(/nodejs_eventloop_utilization\{service="order"\} [01](\.\d+)?/);
  });
});
