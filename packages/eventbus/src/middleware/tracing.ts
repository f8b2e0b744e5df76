import {
  type Attributes,
  context,
  createTraceState,
  isSpanContextValid,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { AppError } from '@orderflow/errors';
import { headerLine, headerNames } from '../engine/headers.ts';
import type { Outgoing } from '../engine/outgoing.ts';
import type { Message, Middleware, PubAck } from '../ports.ts';

// Semantic conventions for messaging, 1.44 (status: Development). This package depends on the API alone, so that whoever
// takes the bus brings their own SDK or none.

const tracer = trace.getTracer('@orderflow/eventbus');

const traceparentShape = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The sender's span, if it is recorded. Of one that is not, nothing is parsed but its last two characters. */
const sampledSender = (message: Message): SpanContext | undefined => {
  const header = message.header(headerNames.traceparent);
  if (header === undefined || header.endsWith('00')) return undefined;
  const [, traceId, spanId, flags] = traceparentShape.exec(header) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  const traceFlags = Number.parseInt(flags, 16);
  const state = message.header(headerNames.tracestate);
  const traceState = state === undefined ? {} : { traceState: createTraceState(state) };
  const sender: SpanContext = { traceId, spanId, traceFlags, isRemote: true, ...traceState };
  return (traceFlags & TraceFlags.SAMPLED) !== 0 && isSpanContextValid(sender) ? sender : undefined;
};

const fail = (span: Span, reason: unknown): void => {
  const error = AppError.from(reason);
  span.recordException(error);
  span.setAttribute('error.type', error.code);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
};

const keyOf = (attribute: string | undefined, key: string | undefined): Attributes =>
  attribute === undefined || key === undefined ? {} : { [attribute]: key };

const attributesOf = (message: Message): Attributes => ({
  'messaging.system': 'nats',
  'messaging.operation.name': 'process',
  'messaging.operation.type': 'process',
  'messaging.destination.name': message.event.subject,
  'messaging.consumer.group.name': message.durable,
  'messaging.message.id': message.id,
  'orderflow.delivery.attempt': message.delivery,
  ...keyOf(message.event.keyAttribute, message.event.key(message.payload)),
});

/** Runs each handler in a `process <type>` span, child of the sender's and linked to it. */
export const tracing = (): Middleware => (next) => (message, signal) => {
  const sender = sampledSender(message);
  return sender ? processInSpan(sender, () => next(message, signal), message) : next(message, signal);
};

const processInSpan = (sender: SpanContext, run: () => Promise<void>, message: Message): Promise<void> => {
  const parent = trace.setSpanContext(context.active(), sender);
  const options = { kind: SpanKind.CONSUMER, links: [{ context: sender }], attributes: attributesOf(message) };
  const span = tracer.startSpan(`process ${message.event.type}`, options, parent);
  if (message.delivery > 1) span.addEvent('orderflow.redelivered', { 'orderflow.delivery.attempt': message.delivery });
  return context.with(trace.setSpan(parent, span), async () => {
    try {
      await run();
    } catch (reason) {
      fail(span, reason);
      throw reason;
    } finally {
      span.end();
    }
  });
};

type Send = (outgoing: Outgoing) => Promise<PubAck>;

/** Sends with a `send <type>` span, and adds its context to the headers. Without a sampled parent it costs nothing. */
export const traceSend = (outgoing: Outgoing, send: Send): Promise<PubAck> => {
  const parent = trace.getActiveSpan()?.spanContext();
  if (parent === undefined || (parent.traceFlags & TraceFlags.SAMPLED) === 0) return send(outgoing);
  return sendInSpan(outgoing, send);
};

const sendInSpan = async (outgoing: Outgoing, send: Send): Promise<PubAck> => {
  const { subject, type, id, key, keyAttribute } = outgoing;
  const span = tracer.startSpan(`send ${type}`, {
    kind: SpanKind.PRODUCER,
    attributes: {
      'messaging.system': 'nats',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.destination.name': subject,
      'messaging.message.id': id,
      ...keyOf(keyAttribute, key),
    },
  });
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  const parent = headerLine(
    headerNames.traceparent,
    `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
  );
  const state = traceState ? headerLine(headerNames.tracestate, traceState.serialize()) : '';
  const headers = `${outgoing.headers}${parent}${state}`;
  try {
    return await send({ ...outgoing, headers, traceId });
  } catch (reason) {
    fail(span, reason);
    throw reason;
  } finally {
    span.end();
  }
};
