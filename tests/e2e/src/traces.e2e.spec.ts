import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '@orderflow/telemetry/testing';
import { startTestStack, type TestStack, waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createShop } from './support/shop.ts';

let receiver: OtlpReceiver;
let stack: TestStack;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  stack = await startTestStack({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '100' },
  });
});
afterAll(async () => {
  await stack?.stop();
  await receiver?.close();
});

describe('a confirmed order', () => {
  it('is one trace through all services and the payment provider, without its token', async () => {
    const { body } = await createShop(stack.urls.order).post({ waitSeconds: 20 });
    expect(body.status).toBe('CONFIRMED');
    const orderId = String(body.orderId);
    const sent = () =>
      receiver.spans().find(({ name, attributes }) => {
        return name === 'send orders.created' && String(attributes['messaging.message.id']).startsWith(orderId);
      });
    const traceId = (await waitFor(sent, { timeoutMs: 30_000, describe: 'the span of orders.created' })).traceId;
    const ofTrace = (): readonly ReceivedSpan[] => receiver.spans().filter((span) => span.traceId === traceId);
    const find = (service: string, name: string) =>
      ofTrace().find((span) => span.service === service && span.name === name);

    // Sender and receiver of each message, in the order of the flow.
    const steps = [
      ['order', 'inventory', 'orders.created'],
      ['inventory', 'order', 'inventory.reserved'],
      ['order', 'payment', 'orders.payment_requested'],
      ['payment', 'order', 'payments.processed'],
      ['order', 'inventory', 'orders.confirmed'],
    ] as const;
    await waitFor(
      () => {
        for (const [from, to, type] of steps) {
          const send = find(from, `send ${type}`);
          const process = find(to, `process ${type}`);
          expect(send, `${from} sends ${type}`).toMatchObject({ kind: 'producer' });
          expect(process, `${to} processes ${type}`).toMatchObject({
            kind: 'consumer',
            parentSpanId: send?.spanId,
            links: [{ traceId, spanId: send?.spanId }],
          });
        }
        expect(ofTrace().some((span) => span.service === 'psp-simulator' && span.kind === 'server')).toBe(true);
        return true;
      },
      { timeoutMs: 30_000, describe: 'the whole trace' },
    );
    expect(ofTrace().filter((span) => span.status === 'error')).toEqual([]);
    // Tokens are nobody's business.
    expect(JSON.stringify(receiver.spans())).not.toContain('tok_visa');
  });
});
