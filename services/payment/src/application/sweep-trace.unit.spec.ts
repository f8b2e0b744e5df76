import type { EventDefinition, Publisher } from '@orderflow/eventbus';
import { activeTraceparent, continueTrace, traceparentHeader } from '@orderflow/telemetry';
import { type SpanRecorder, startSpanRecorder } from '@orderflow/telemetry/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSimulatedGateway } from '../adapters/simulated/simulated-gateway.ts';
import type { Change } from '../domain/change.ts';
import { createMemoryStore } from '../testing/memory-store.spec.ts';
import { createAdvance } from './advance.ts';
import { createAnnounce } from './announce.ts';
import { gatewayUnavailable, type PaymentGateway } from './gateway.ts';
import { createNote } from './note.ts';
import { createSweeper, type Sweeper } from './sweep.ts';

const orderId = '0190d3c1-0000-7000-8000-000000000001';
const signal = new AbortController().signal;
const requested: Change = {
  orderId,
  kind: 'requested',
  amount: { amount: 1999, currency: 'EUR' },
  token: 'tok_visa',
  at: new Date('2026-11-21T09:59:59Z'),
  key: 'key-1',
};
const traceId = '0af7651916cd43dd8448eb211c80319c';
const sender = (flags: '00' | '01') => `00-${traceId}-b7ad6b7169203331-${flags}`;

let recorder: SpanRecorder;
let sweeper: Sweeper;
beforeAll(async () => {
  recorder = await startSpanRecorder();
});
beforeEach(() => recorder.clear());
afterEach(() => sweeper.stop());
afterAll(() => recorder.stop());

/** A gateway that is away for the first charges, and where each of them and each message was made. */
const setUp = (failures: number) => {
  const charged: (string | undefined)[] = [];
  const published: (string | undefined)[] = [];
  const { intentIdOf: _derived, ...simulated } = createSimulatedGateway();
  const gateway: PaymentGateway = {
    ...simulated,
    charge: async () => {
      charged.push(activeTraceparent());
      if (charged.length <= failures) throw gatewayUnavailable('connection');
      return { status: 'approved' };
    },
  };
  const publisher: Publisher = {
    publish: async <T>(_event: EventDefinition<T>) => {
      published.push(activeTraceparent());
      return { stream: 'PAYMENTS', sequence: published.length, duplicate: false };
    },
  };
  const { store, rows, clock } = createMemoryStore();
  const observer = { approved() {}, declined() {}, refunded() {}, parked() {} };
  const backoff = { initialMs: 1_000, maxMs: 30_000 };
  const advance = createAdvance({ store, gateway, observer, keyWindowMs: 23 * 3_600_000, backoff });
  const announce = createAnnounce(publisher);
  const onError = (error: Error): never => {
    throw error;
  };
  sweeper = createSweeper({
    ...{ store, advance, announce, onError },
    ...{ limit: 8, capacity: () => 8, pollMs: 5, leaseMs: 60_000 },
  });
  const note = createNote(store, advance, announce);
  /** As the bus does it: in a span of its own, child of the sender's. */
  const receive = (traceparent: string | undefined): Promise<void> =>
    continueTrace(
      (name) => (name === traceparentHeader ? traceparent : undefined),
      { name: 'process', attributes: {} },
      () => note(requested, signal),
    );
  const row = () => rows.get(orderId)?.work;
  const untilSettled = async (): Promise<void> => {
    sweeper.start();
    await vi.waitFor(() => {
      clock.nowMs += 60_000;
      expect(row()?.dueAt).toBeUndefined();
    });
    await sweeper.stop();
  };
  return { receive, untilSettled, row, charged, published };
};

const spansNamed = (name: string) => recorder.spans().filter((span) => span.name === name);

describe('a payment that was put off', () => {
  it('goes on in the trace of the message that put it off, however often it is put off again', async () => {
    const { receive, untilSettled, row, charged, published } = setUp(2);
    await receive(sender('01'));
    const [received] = spansNamed('process');
    const cause = `00-${traceId}-${received?.spanId}-01`;
    expect(row()?.traceparent).toBe(cause);

    await untilSettled();
    const sweeps = spansNamed('sweep payment');
    expect(sweeps).toHaveLength(2);
    for (const { parentSpanId, attributes, failed } of sweeps) {
      expect(parentSpanId).toBe(received?.spanId);
      expect(attributes).toEqual({ 'orderflow.order.id': orderId });
      expect(failed).toBe(false);
    }
    const inSweep = sweeps.map(({ spanId }) => `00-${traceId}-${spanId}-01`);
    expect(charged).toEqual([cause, ...inSweep]);
    expect(published).toEqual(inSweep.slice(-1));
    expect(row()?.traceparent).toBeUndefined();
  });

  it('goes on unsampled when it was', async () => {
    const { receive, untilSettled, row, published } = setUp(1);
    await receive(sender('00'));
    expect(row()?.traceparent).toBe(sender('00'));
    await untilSettled();
    expect(published).toEqual([sender('00')]);
    expect(recorder.spans()).toEqual([]);
  });

  it('outside of a trace begins none', async () => {
    const { receive, untilSettled, row, published } = setUp(1);
    await receive(undefined);
    expect(row()).not.toHaveProperty('traceparent');
    await untilSettled();
    expect(published).toEqual([undefined]);
    expect(recorder.spans()).toEqual([]);
  });
});
