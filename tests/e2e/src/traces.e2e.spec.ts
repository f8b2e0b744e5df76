import { durables } from '@orderflow/contracts';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '@orderflow/telemetry/testing';
import { startTestStack, type TestStack, waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failOnce } from './support/fail-once.ts';
import { holdTable } from './support/hold-table.ts';
import { passDeadline } from './support/pass-deadline.ts';
import { createShop, type Shop } from './support/shop.ts';
import { outlineOf, tracesOf, withoutSweeps } from './support/trace.ts';

let receiver: OtlpReceiver;
let stack: TestStack;
let shop: Shop;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  stack = await startTestStack({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '100' },
  });
  shop = createShop(stack.urls.order);
});
afterAll(async () => {
  await stack?.stop();
  await receiver?.close();
});

/** Waits until the traces that name the order have these shapes; the spans of a trace come in any order. */
const untilShaped = async (
  orderId: string,
  outlines: readonly string[],
  outline = outlineOf,
): Promise<readonly ReceivedSpan[]> => {
  await waitFor(
    () => {
      expect(tracesOf(receiver, orderId).map(outline)).toEqual(outlines);
      return true;
    },
    { timeoutMs: 30_000, everyMs: 100, describe: 'the whole trace' },
  );
  return tracesOf(receiver, orderId).flat();
};

const text = (indented: string): string => {
  const lines = indented.split('\n').slice(1, -1);
  const margin = lines[0]?.search(/\S/) ?? 0;
  return lines.map((line) => line.slice(margin)).join('\n');
};

describe('the trace of an order', () => {
  it('that is confirmed goes through all services and the payment provider', async () => {
    const { body } = await shop.post({ waitSeconds: 20 });
    expect(body.status).toBe('CONFIRMED');
    const outline = text(`
      order: POST /orders (server)
        order: send orders.created (producer)
          inventory: process orders.created (consumer)
            inventory: send inventory.reserved (producer)
              order: process inventory.reserved (consumer)
                order: send orders.payment_requested (producer)
                  payment: process orders.payment_requested (consumer)
                    payment: POST (client)
                      psp-simulator: POST /v1/payment_intents (server)
                    payment: POST (client)
                      psp-simulator: POST /v1/payment_intents/:id/confirm (server)
                    payment: send payments.processed (producer)
                      order: process payments.processed (consumer)
                        order: send orders.confirmed (producer)
                          inventory: process orders.confirmed (consumer)
          order: process orders.created (consumer)
    `);
    await untilShaped(String(body.orderId), [outline]);
  });

  it('that is declined shows the call that was refused, and what was given back', async () => {
    const { body } = await shop.post({ waitSeconds: 20, token: 'tok_chargeDeclined' });
    expect(body.status).toBe('CANCELLED');
    const outline = text(`
      order: POST /orders (server)
        order: send orders.created (producer)
          inventory: process orders.created (consumer)
            inventory: send inventory.reserved (producer)
              order: process inventory.reserved (consumer)
                order: send orders.payment_requested (producer)
                  payment: process orders.payment_requested (consumer)
                    payment: POST (client)
                      psp-simulator: POST /v1/payment_intents (server)
                    payment: POST (client) · error
                      psp-simulator: POST /v1/payment_intents/:id/confirm (server)
                    payment: send payments.processed (producer)
                      order: process payments.processed (consumer)
                        order: send orders.cancelled (producer)
                          inventory: process orders.cancelled (consumer)
                          payment: process orders.cancelled (consumer)
          order: process orders.created (consumer)
    `);
    await untilShaped(String(body.orderId), [outline]);
  });

  it('that is rejected ends without a payment', async () => {
    const { body } = await shop.post({ waitSeconds: 20, sku: 'POSTER-LIMITED', quantity: 6 });
    expect(body.status).toBe('REJECTED');
    const outline = text(`
      order: POST /orders (server)
        order: send orders.created (producer)
          inventory: process orders.created (consumer)
            inventory: send inventory.rejected (producer)
              order: process inventory.rejected (consumer)
                order: send orders.rejected (producer)
                  inventory: process orders.rejected (consumer)
          order: process orders.created (consumer)
    `);
    await untilShaped(String(body.orderId), [outline]);
  });

  it('that is cancelled while it is paid: the cancel is a trace of its own, which names the order', async () => {
    const { body } = await shop.post({ token: 'tok_slow' });
    const orderId = String(body.orderId);
    // Its second commit stores the intent: what follows is the call that takes three seconds.
    const commits = () =>
      tracesOf(receiver, orderId)
        .flat()
        .filter(({ name }) => name === 'commit payments');
    await waitFor(() => commits().length === 2, { timeoutMs: 30_000, describe: 'the payment to be on its way' });
    await fetch(`${stack.urls.order}/orders/${orderId}/cancel`, { method: 'POST' });
    const order = text(`
      order: POST /orders (server)
        order: send orders.created (producer)
          inventory: process orders.created (consumer)
            inventory: send inventory.reserved (producer)
              order: process inventory.reserved (consumer)
                order: send orders.payment_requested (producer)
                  payment: process orders.payment_requested (consumer)
                    payment: POST (client)
                      psp-simulator: POST /v1/payment_intents (server)
                    payment: POST (client)
                      psp-simulator: POST /v1/payment_intents/:id/confirm (server)
                    payment: POST (client)
                      psp-simulator: POST /v1/refunds (server)
                    payment: send payments.processed (producer)
                      order: process payments.processed (consumer)
                        order: send orders.refund_requested (producer)
                          payment: process orders.refund_requested (consumer)
                    payment: send payments.refunded (producer)
                      order: process payments.refunded (consumer)
          order: process orders.created (consumer)
    `);
    const cancel = text(`
      order: POST /orders/:orderId/cancel (server)
        order: send orders.cancel_requested (producer)
          order: process orders.cancel_requested (consumer)
            order: send orders.cancelled (producer)
              inventory: process orders.cancelled (consumer)
              payment: process orders.cancelled (consumer)
                payment: POST (client) · error
                  psp-simulator: POST /v1/payment_intents/:id/cancel (server)
    `);
    // While the charge is under way its intent cannot be closed: how often the sweep tries is left to chance.
    await untilShaped(orderId, [order, cancel], (spans) => outlineOf(withoutSweeps(spans)));
  });

  it('whose payment was put off goes on with it, and holds the sweep that asked again', async () => {
    const { body } = await shop.post({ waitSeconds: 20, token: 'tok_unknownOutcome' });
    expect(body.status).toBe('CONFIRMED');
    const outline = text(`
      order: POST /orders (server)
        order: send orders.created (producer)
          inventory: process orders.created (consumer)
            inventory: send inventory.reserved (producer)
              order: process inventory.reserved (consumer)
                order: send orders.payment_requested (producer)
                  payment: process orders.payment_requested (consumer)
                    payment: POST (client)
                      psp-simulator: POST /v1/payment_intents (server)
                    payment: POST (client) · error
                      psp-simulator: POST /v1/payment_intents/:id/confirm (server)
                    payment: sweep payment (internal)
                      payment: POST (client)
                        psp-simulator: POST /v1/payment_intents/:id/confirm (server)
                      payment: send payments.processed (producer)
                        order: process payments.processed (consumer)
                          order: send orders.confirmed (producer)
                            inventory: process orders.confirmed (consumer)
          order: process orders.created (consumer)
    `);
    await untilShaped(String(body.orderId), [outline]);
  });

  it('that its deadline ends goes on to that end, and holds the sweep that found it', async () => {
    const release = await holdTable(stack, 'orderflow_inventory', 'reservations');
    const { body } = await shop.post({});
    const orderId = String(body.orderId);
    await passDeadline(stack, orderId);
    await waitFor(async () => (await shop.get(`/orders/${orderId}`)).body.status === 'CANCELLED', {
      timeoutMs: 30_000,
      describe: 'the end of the order',
    }).finally(release);
    const outline = text(`
      order: POST /orders (server)
        order: send orders.created (producer)
          inventory: process orders.created (consumer)
            inventory: send inventory.reserved (producer)
              order: process inventory.reserved (consumer)
          order: process orders.created (consumer)
          order: sweep order (internal)
            order: send orders.deadline_passed (producer)
              order: process orders.deadline_passed (consumer)
                order: send orders.cancelled (producer)
                  inventory: process orders.cancelled (consumer)
                  payment: process orders.cancelled (consumer)
    `);
    await untilShaped(orderId, [outline]);
  });

  it('whose message came again shows the attempt that failed, with its reason, and the one that did not', async () => {
    await failOnce(stack, 'orderflow_inventory', 'reservations');
    const { body } = await shop.post({ waitSeconds: 20, sku: 'POSTER-LIMITED', quantity: 6 });
    expect(body.status).toBe('REJECTED');
    const outline = text(`
      order: POST /orders (server)
        order: send orders.created (producer)
          inventory: process orders.created (consumer) · delivery 2
            inventory: send inventory.rejected (producer)
              order: process inventory.rejected (consumer)
                order: send orders.rejected (producer)
                  inventory: process orders.rejected (consumer)
          inventory: process orders.created (consumer) · error
          order: process orders.created (consumer)
    `);
    const spans = await untilShaped(String(body.orderId), [outline]);
    const attempts = spans.filter(({ service, name }) => service === 'inventory' && name === 'process orders.created');
    expect(attempts.find(({ status }) => status === 'error')).toMatchObject({
      attributes: { 'error.type': 'INTERNAL', 'orderflow.delivery.attempt': 1 },
      events: [{ name: 'exception', attributes: { 'exception.message': expect.stringContaining('refused once') } }],
    });
    expect(attempts.find(({ status }) => status !== 'error')).toMatchObject({
      attributes: { 'orderflow.delivery.attempt': 2 },
      events: [{ name: 'orderflow.redelivered', attributes: { 'orderflow.delivery.attempt': 2 } }],
    });
  });
});

describe('all of the traces', () => {
  const spansOfMessages = (kind: 'producer' | 'consumer') => receiver.spans().filter((span) => span.kind === kind);
  const ofOrders = ({ name }: ReceivedSpan): boolean => !name.endsWith(' inventory.stock_adjusted');

  it('tell of each message what was sent, by which name, about which order', () => {
    const sends = spansOfMessages('producer').filter(ofOrders);
    expect(sends.length).toBeGreaterThan(15);
    for (const { name, attributes } of sends) {
      const type = name.replace('send ', '');
      const orderId = String(attributes['orderflow.order.id']);
      expect(attributes).toEqual({
        'messaging.system': 'nats',
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
        'messaging.destination.name': type,
        'messaging.message.id': `${orderId}:${type}`,
        'orderflow.order.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
    }
  });

  it('link each receiver to its sender, whose child it is', () => {
    const sends = new Map(spansOfMessages('producer').map((span) => [span.spanId, span]));
    const received = spansOfMessages('consumer').filter(ofOrders);
    expect(received.length).toBeGreaterThan(15);
    for (const { name, traceId, parentSpanId, links, attributes } of received) {
      const type = name.replace('process ', '');
      expect(links, name).toEqual([{ traceId, spanId: parentSpanId }]);
      const { 'error.type': _, ...always } = attributes;
      expect(always).toEqual({
        ...sends.get(parentSpanId)?.attributes,
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': type,
        'messaging.consumer.group.name': expect.toBeOneOf(Object.values(durables)),
        'orderflow.delivery.attempt': expect.any(Number),
      });
    }
  });

  it('have a span for each group commit, child of a message’s or a sweep’s and linked to all whose writes it holds', () => {
    const sweeps = receiver.spans().filter(({ name }) => name.startsWith('sweep '));
    const causes = new Map([...spansOfMessages('consumer'), ...sweeps].map((span) => [span.spanId, span]));
    const commits = receiver.spans().filter(({ scope }) => scope === '@orderflow/postgres');
    expect(new Set(commits.map(({ name }) => name))).toEqual(
      new Set(['commit orders', 'commit payments', 'commit stock']),
    );
    for (const { name, kind, service, traceId, parentSpanId, links, attributes } of commits) {
      expect(kind).toBe('internal');
      expect(attributes).toEqual({ 'orderflow.group_commit.name': name.replace('commit ', '') });
      expect(links).toContainEqual({ traceId, spanId: parentSpanId });
      for (const { spanId } of links) expect(causes.get(spanId), `${name} of ${service}`).toMatchObject({ service });
    }
    const queries = receiver.spans().filter(({ name }) => name.startsWith('pg.query:COMMIT'));
    expect(queries.length).toBeGreaterThan(0);
    const parents = new Set(commits.map(({ spanId }) => spanId));
    for (const { parentSpanId } of queries) expect(parents.has(parentSpanId)).toBe(true);
  });

  it('hold no payment token', () => {
    expect(JSON.stringify(receiver.spans())).not.toMatch(/tok_[a-z]/);
  });
});

describe('from a log line and from a metric', () => {
  it('the span is found in which an order ended', async () => {
    const lines = stack
      .log('order')
      .split('\n')
      .filter((line) => line.includes('"order ended"'))
      .map((line): Record<string, string> => JSON.parse(line));
    expect(lines.length).toBeGreaterThanOrEqual(5);
    for (const { trace_id, span_id, orderId } of lines) {
      const span = receiver.spans().find(({ spanId }) => spanId === span_id);
      expect(span).toMatchObject({
        service: 'order',
        traceId: trace_id,
        attributes: { 'orderflow.order.id': orderId },
      });
    }
  });

  it.each([
    ['http_server_request_duration_seconds', 'order'],
    ['order_duration_seconds', 'order'],
    ['messaging_client_operation_duration_seconds', 'payment'],
    ['messaging_process_duration_seconds', 'inventory'],
    ['group_commit_duration_seconds', 'payment'],
  ] as const)('a trace is found by an exemplar of %s', async (histogram, service) => {
    const headers = { accept: 'application/openmetrics-text; version=1.0.0' };
    const page = await (await fetch(`${stack.urls[service]}/metrics`, { headers })).text();
    const exemplars = page.matchAll(new RegExp(`^${histogram}_bucket\\{.*# \\{trace_id="([0-9a-f]{32})"\\}`, 'gm'));
    const traceIds = [...exemplars].map(([, traceId]) => traceId);
    expect(traceIds.length).toBeGreaterThan(0);
    const known = new Set(receiver.spans().map(({ traceId }) => traceId));
    for (const traceId of traceIds) expect(known).toContain(traceId);
  });
});
