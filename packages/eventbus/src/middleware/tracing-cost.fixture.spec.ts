// Not a test: the process that tracing-cost.int.spec.ts starts. It handles a message and sends another, in a trace that is
// not sampled and in one that is, with the SDK of production around it, and says what the tracing of both took.
import { context, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import type { Outgoing } from '../engine/outgoing.ts';
import type { Message } from '../ports.ts';
import { traceSend, tracing } from './tracing.ts';

const codec = { encode: () => new Uint8Array(), decode: () => 0 };
const event = { type: 'w', subject: 'parcels.w', version: 1, codec, key: () => 'p-1', keyAttribute: 'parcel.id' };
const outgoing: Outgoing = { ...event, id: 'p-1:w', data: new Uint8Array(), headers: '', key: 'p-1' };
const sent = Promise.resolve({ stream: 'PARCELS', sequence: 1, duplicate: false });
const { signal } = new AbortController();

const ids = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
const delivered = (traceFlags: TraceFlags): Message => ({
  event,
  payload: 0,
  id: 'p-0:w',
  durable: 'labels',
  stream: 'PARCELS',
  subject: event.subject,
  sequence: 1,
  storedAt: new Date(0),
  delivery: 1,
  header: (name) => (name === 'traceparent' ? `00-${ids.traceId}-${ids.spanId}-0${traceFlags}` : undefined),
});

const handle = tracing()(async () => {
  await traceSend(outgoing, () => sent);
});

/** Nanoseconds that one message takes. */
const measure = async (traceFlags: TraceFlags): Promise<number> => {
  const message = delivered(traceFlags);
  const startedMs = performance.now();
  await context.with(trace.setSpanContext(ROOT_CONTEXT, { ...ids, traceFlags }), async () => {
    for (let i = 0; i < 500; i++) await handle(message, signal);
  });
  return (performance.now() - startedMs) * 2_000;
};

const recording = trace.getTracer('cost').startSpan('x').isRecording();
// The least of many rounds in turns: what else the machine does can only add to one.
let unsampledNs = Number.POSITIVE_INFINITY;
let sampledNs = Number.POSITIVE_INFINITY;
for (let round = 0; round < 20; round++) {
  unsampledNs = Math.min(unsampledNs, await measure(TraceFlags.NONE));
  sampledNs = Math.min(sampledNs, await measure(TraceFlags.SAMPLED));
}
process.stdout.write(JSON.stringify({ recording, unsampledNs, sampledNs }));
process.exit();
