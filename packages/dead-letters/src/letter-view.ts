import { type PayloadJson, payloadToJson } from '@orderflow/contracts';
import { headerNames } from '@orderflow/eventbus';
import type { DeadLetterSummary, StoredLetter } from '@orderflow/eventbus/jetstream';
import { extractSpanContext, isSampled } from '@orderflow/telemetry';

/** The trace of the message that could not be handled. */
export interface LetterTrace {
  readonly id: string;
  /** Null when the trace was not sampled: nobody has stored it. */
  readonly url: string | null;
}

/** A dead letter for people and programs: plain JSON. */
export interface LetterSummaryView {
  /** Number of the letter: what `show`, `redrive` and `discard` take. */
  readonly sequence: number;
  /** RFC 3339. */
  readonly storedAt: string;
  readonly durable: string;
  readonly event: string;
  readonly subject: string;
  /** Where the message lay that could not be handled. */
  readonly stream: string;
  readonly streamSequence: number;
  readonly messageId: string;
  readonly code: string;
  readonly reason: string;
  readonly attempts: number;
  readonly trace: LetterTrace | null;
}

export interface LetterView extends LetterSummaryView {
  readonly stack: string;
  /** Those of the original message, `Nats-*` under the prefix `Original-`. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** The event's fields; `{ "hex": "…" }` when the bytes are no such event. */
  readonly payload: PayloadJson;
}

/** Where the traces of the stack that runs by docker compose are looked at. */
export const defaultTraceUiUrl = 'http://localhost:16686/trace/';

const traceOf = (traceparent: string, traceUiUrl: string): LetterTrace | null => {
  const span = extractSpanContext((name) => (name === headerNames.traceparent ? traceparent : undefined));
  if (span === undefined) return null;
  const url = isSampled(span) ? `${traceUiUrl.replace(/\/*$/, '/')}${span.traceId}` : null;
  return { id: span.traceId, url };
};

export const summaryView = (letter: DeadLetterSummary, traceUiUrl: string): LetterSummaryView => ({
  sequence: letter.sequence,
  storedAt: letter.storedAt.toISOString(),
  durable: letter.durable,
  event: letter.type,
  subject: letter.subject,
  stream: letter.stream,
  streamSequence: letter.streamSequence,
  messageId: letter.messageId,
  code: letter.code,
  reason: letter.reason,
  attempts: letter.attempts,
  trace: traceOf(letter.traceparent, traceUiUrl),
});

/** Version of the payload's schema; without the header it is the first. */
export const versionOf = ({ headers }: StoredLetter): string =>
  headers.find(([name]) => name === headerNames.dataVersion)?.[1] ?? '1';

const ownHeaders = /^(dead-letter-|nats-)/i;

export const letterView = (letter: StoredLetter, traceUiUrl: string): LetterView => ({
  ...summaryView(letter, traceUiUrl),
  stack: letter.stack,
  headers: letter.headers.filter(([name]) => !ownHeaders.test(name)).map(([name, value]) => ({ name, value })),
  payload: payloadToJson(letter.type, versionOf(letter), letter.data),
});
