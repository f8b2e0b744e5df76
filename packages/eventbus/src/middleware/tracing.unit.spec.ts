import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { AppError } from '@orderflow/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Outgoing } from '../engine/outgoing.ts';
import type { Message } from '../ports.ts';
import { traceSend, tracing } from './tracing.ts';

interface Recorded {
  readonly name: string;
  readonly options: SpanOptions;
  readonly parent: SpanContext | undefined;
  readonly events: string[];
  readonly ended: () => boolean;
  readonly status: () => SpanStatusCode;
  readonly attributes: Record<string, unknown>;
}

const recorded: Recorded[] = [];
const storage = new AsyncLocalStorage<Context>();
const traceId = 'a'.repeat(32);
let spans = 0;

/** As much of an SDK as the middleware can tell from one. */
const startSpan: Tracer['startSpan'] = (name, options = {}, parentContext = context.active()) => {
  const spanId = `${++spans}`.padStart(16, '0');
  let ended = false;
  let status: SpanStatusCode = SpanStatusCode.UNSET;
  const attributes: Record<string, unknown> = { ...options.attributes };
  const events: string[] = [];
  const parent = trace.getSpanContext(parentContext);
  const spanContext = { traceId: parent?.traceId ?? traceId, spanId, traceFlags: 1 };
  recorded.push({ name, options, parent, events, ended: () => ended, status: () => status, attributes });
  const span: Span = {
    spanContext: () => spanContext,
    setAttribute: (key, value) => {
      attributes[key] = value;
      return span;
    },
    setAttributes: () => span,
    addEvent: (event) => {
      events.push(event);
      return span;
    },
    addLink: () => span,
    addLinks: () => span,
    setStatus: ({ code }) => {
      status = code;
      return span;
    },
    updateName: () => span,
    end: () => {
      ended = true;
    },
    isRecording: () => true,
    recordException: () => events.push('exception'),
  };
  return span;
};

beforeAll(() => {
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan, startActiveSpan: () => undefined as never }) });
  context.setGlobalContextManager({
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (ctx, run, self, ...args) => storage.run(ctx, () => run.apply(self, args)),
    bind: (_, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  });
});

afterAll(() => {
  trace.disable();
  context.disable();
});

beforeEach(() => {
  recorded.length = 0;
  sent.length = 0;
  spans = 0;
});

const delivered = (headers: Readonly<Record<string, string>>, delivery = 1): Message => ({
  event: {
    type: 'w',
    subject: 'parcels.w',
    version: 1,
    codec: { encode: () => Buffer.of(), decode: () => 0 },
    key: () => 'p-1',
    keyAttribute: 'parcel.id',
  },
  payload: 0,
  id: 'p-1:w',
  durable: 'labels',
  stream: 'PARCELS',
  subject: 'parcels.w',
  sequence: 1,
  storedAt: new Date(0),
  delivery,
  header: (name) => headers[name],
});

const process = (message: Message, run: () => Promise<void>): Promise<void> =>
  tracing()(run)(message, new AbortController().signal);

const sender = `00-${traceId}-${'b'.repeat(16)}-01`;
const outgoing = (): Outgoing => ({
  subject: 'parcels.w',
  type: 'w',
  id: 'p-1:w',
  data: new Uint8Array(),
  headers: '',
  key: 'p-1',
  keyAttribute: 'parcel.id',
});
/** What was sent, after `traceSend` has had it. */
const sent: Outgoing[] = [];
const send = async (message: Outgoing) => {
  sent.push(message);
  return { stream: 'PARCELS', sequence: 1, duplicate: false };
};

describe('tracing', () => {
  it('handles in a span that is child of the sender’s and linked to it', async () => {
    let active: SpanContext | undefined;
    await process(delivered({ traceparent: sender, tracestate: 'vendor=1' }, 2), async () => {
      await Promise.resolve();
      active = trace.getSpanContext(context.active());
    });
    const [span] = recorded;
    expect(span).toMatchObject({
      name: 'process w',
      parent: { traceId, spanId: 'b'.repeat(16), isRemote: true },
      options: { kind: SpanKind.CONSUMER, links: [{ context: { traceId, spanId: 'b'.repeat(16) } }] },
      events: ['orderflow.redelivered'],
      attributes: {
        'messaging.system': 'nats',
        'messaging.operation.name': 'process',
        'messaging.destination.name': 'parcels.w',
        'messaging.consumer.group.name': 'labels',
        'messaging.message.id': 'p-1:w',
        'orderflow.delivery.attempt': 2,
        'parcel.id': 'p-1',
      },
    });
    expect(span?.parent?.traceState?.serialize()).toBe('vendor=1');
    expect(active?.spanId).toBe('1'.padStart(16, '0'));
    expect(span?.ended()).toBe(true);
  });

  it('marks the span of a handler that fails, and passes its error on', async () => {
    const failing = process(delivered({ traceparent: sender }), async () => {
      throw new AppError('TIMEOUT', 'too long');
    });
    await expect(failing).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(recorded[0]?.status()).toBe(SpanStatusCode.ERROR);
    expect(recorded[0]?.attributes['error.type']).toBe('TIMEOUT');
    expect(recorded[0]?.ended()).toBe(true);
  });

  it.each([
    ['no sender', {}],
    ['an unsampled sender', { traceparent: `00-${traceId}-${'b'.repeat(16)}-00` }],
    ['nonsense', { traceparent: 'nonsense-01' }],
    ['an invalid sender', { traceparent: `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01` }],
  ])('makes no span for %s', async (_, headers) => {
    let runs = 0;
    await process(delivered(headers), async () => {
      runs += 1;
    });
    expect([runs, recorded.length]).toEqual([1, 0]);
  });

  it('sends in a span, and tells the receiver of it', async () => {
    await process(delivered({ traceparent: sender }), async () => {
      await traceSend(outgoing(), send);
    });
    expect(recorded.map(({ name, options }) => [name, options.kind])).toEqual([
      ['process w', SpanKind.CONSUMER],
      ['send w', SpanKind.PRODUCER],
    ]);
    expect(recorded[1]?.parent?.spanId).toBe('1'.padStart(16, '0'));
    expect(recorded[1]?.attributes).toMatchObject({ 'messaging.message.id': 'p-1:w', 'parcel.id': 'p-1' });
    const headers = `traceparent: 00-${traceId}-${'2'.padStart(16, '0')}-01\r\n`;
    expect(sent).toMatchObject([{ headers, traceId }]);
    expect(recorded[1]?.ended()).toBe(true);
  });

  it('adds nothing to a message that nobody traces', async () => {
    const message = outgoing();
    await traceSend(message, send);
    expect(sent).toEqual([message]);
    expect(recorded).toEqual([]);
  });
});
