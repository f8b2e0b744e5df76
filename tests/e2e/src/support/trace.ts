import type { OtlpReceiver, ReceivedSpan } from '@orderflow/telemetry/testing';

/** The spans of all traces that name the order, grouped by trace; the order's own comes first. */
export const tracesOf = (receiver: OtlpReceiver, orderId: string): readonly (readonly ReceivedSpan[])[] => {
  const naming = receiver.spans().filter(({ attributes }) => attributes['orderflow.order.id'] === orderId);
  const own = naming.find(({ name }) => name === 'send orders.created')?.traceId;
  const ids = [...new Set(naming.map(({ traceId }) => traceId))].sort((a, b) => Number(b === own) - Number(a === own));
  return ids.map((id) => receiver.spans().filter(({ traceId }) => traceId === id));
};

const shownScopes = ['@orderflow/eventbus', '@orderflow/telemetry', '@opentelemetry/instrumentation-http'];

/** Spans of messages, of sweeps and of HTTP; what lies between (commits, queries) is looked through. */
const isShown = ({ scope }: ReceivedSpan): boolean => shownScopes.includes(scope);

/** A trace without its sweeps and all below them. */
export const withoutSweeps = (spans: readonly ReceivedSpan[]): readonly ReceivedSpan[] => {
  const bySpanId = new Map(spans.map((span) => [span.spanId, span]));
  const isSwept = (span: ReceivedSpan | undefined): boolean =>
    span !== undefined && (span.name.startsWith('sweep ') || isSwept(bySpanId.get(span.parentSpanId)));
  return spans.filter((span) => !isSwept(span));
};

/** What is sent a second time under the same identity is dropped by the log, and leads nowhere. */
const isRepeat = (span: ReceivedSpan, spans: readonly ReceivedSpan[]): boolean =>
  span.kind === 'producer' &&
  !spans.some(({ parentSpanId }) => parentSpanId === span.spanId) &&
  spans.some(
    (other) =>
      other.kind === 'producer' &&
      other.spanId !== span.spanId &&
      other.attributes['messaging.message.id'] === span.attributes['messaging.message.id'],
  );

const lineOf = ({ service, name, kind, status, attributes }: ReceivedSpan): string => {
  const attempt = Number(attributes['orderflow.delivery.attempt'] ?? 1);
  const marks = [...(attempt > 1 ? [`delivery ${attempt}`] : []), ...(status === 'error' ? ['error'] : [])];
  return [`${service}: ${name} (${kind})`, ...marks].join(' · ');
};

/** The tree of a trace as indented lines, those of one parent in the order of the alphabet. */
export const outlineOf = (spans: readonly ReceivedSpan[]): string => {
  const shown = new Map(
    spans.filter((span) => isShown(span) && !isRepeat(span, spans)).map((one) => [one.spanId, one]),
  );
  const bySpanId = new Map(spans.map((span) => [span.spanId, span]));
  const shownParent = (span: ReceivedSpan): string => {
    for (let at = span.parentSpanId; at !== ''; at = bySpanId.get(at)?.parentSpanId ?? '') if (shown.has(at)) return at;
    return '';
  };
  const children = Map.groupBy(shown.values(), shownParent);
  const linesUnder = (parent: string, depth: number): readonly string[] =>
    (children.get(parent) ?? [])
      .map((span) => ({ span, line: lineOf(span) }))
      .sort((a, b) => (a.line < b.line ? -1 : 1))
      .flatMap(({ span, line }) => ['  '.repeat(depth) + line, ...linesUnder(span.spanId, depth + 1)]);
  return linesUnder('', 0).join('\n');
};
