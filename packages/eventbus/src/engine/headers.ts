import { AppError } from '@orderflow/errors';
import type { DeadLetter } from './delivery.ts';

/** Every header the bus writes or reads, once. */
export const headerNames = {
  messageId: 'Nats-Msg-Id',
  specVersion: 'ce-specversion',
  id: 'ce-id',
  type: 'ce-type',
  source: 'ce-source',
  time: 'ce-time',
  /** CloudEvents extension: version of the payload's schema. Absent: 1. */
  dataVersion: 'ce-dataversion',
  contentType: 'content-type',
  traceparent: 'traceparent',
  tracestate: 'tracestate',
} as const;

/** Headers of a dead letter, beside those of the original message. */
export const deadLetterHeaderNames = {
  durable: 'dead-letter-durable',
  stream: 'dead-letter-stream',
  sequence: 'dead-letter-sequence',
  /** Also read by the router: a redriven message arrives on another subject than its own. */
  subject: 'dead-letter-subject',
  code: 'dead-letter-code',
  reason: 'dead-letter-reason',
  stack: 'dead-letter-stack',
  attempts: 'dead-letter-attempts',
  delivery: 'dead-letter-delivery',
  time: 'dead-letter-time',
} as const;

export type Header = readonly [name: string, value: string];

/** Content of a `content-type` header: payloads are protobuf unless their codec says otherwise. */
const protobufContentType = 'application/protobuf';

/** Original `Nats-*` headers travel under this prefix in a dead letter, where the log gives them no meaning. */
const renamedPrefix = 'Original-';
const ownedByLog = /^nats-/i;
const ownedByBus = /^(nats-|ce-|dead-letter-|original-nats-|traceparent$|tracestate$|content-type$)/i;
const maxStackCharacters = 4_000;

const safeName = /^[!-9;-~]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these may not stand in a header
const unsafeInValue = /[%\u0000-\u001f\u007f]/g;

/** Makes any text fit a header line: control characters and `%` become `%XX`. */
export const encodeHeaderValue = (text: string): string =>
  text.replace(unsafeInValue, (found) => `%${found.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`);

/** The inverse of `encodeHeaderValue`. */
export const decodeHeaderValue = (value: string): string =>
  value.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** Refuses names that the bus or the log gives a meaning to, and what cannot stand in a header. */
export const checkExtraHeaders = (headers: Readonly<Record<string, string>>): Header[] =>
  Object.entries(headers).map(([name, value]): Header => {
    if (ownedByBus.test(name) || !safeName.test(name)) {
      throw new AppError('VALIDATION_FAILED', `The header name "${name}" cannot be used: it is the bus's own.`);
    }
    if (/[\r\n]/.test(value)) throw new AppError('VALIDATION_FAILED', `The header "${name}" contains a line break.`);
    return [name, value];
  });

export interface Identity {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  /** URI-reference of the producer, `/services/order`. */
  readonly source: string;
  /** Milliseconds since the epoch. */
  readonly timeMs: number;
  /** Default `application/protobuf`. */
  readonly contentType?: string | undefined;
}

/** CloudEvents 1.0 in binary mode, and the identity under which the log dedupes. */
export const eventHeaders = ({ id, type, version, source, timeMs, contentType }: Identity): Header[] => [
  [headerNames.messageId, id],
  [headerNames.specVersion, '1.0'],
  [headerNames.id, id],
  [headerNames.type, type],
  [headerNames.source, source],
  [headerNames.time, new Date(timeMs).toISOString()],
  [headerNames.dataVersion, String(version)],
  [headerNames.contentType, contentType ?? protobufContentType],
];

/** A dead letter's own identity: two durables may fail the same message, and both letters are kept. */
export const deadLetterId = (letter: Pick<DeadLetter, 'durable' | 'stream' | 'sequence'>): string =>
  `${letter.durable}:${letter.stream}:${letter.sequence}`;

/** What a dead letter is published with: the original headers, renamed where they would act again, and the reasons. */
export const deadLetterHeaders = (letter: DeadLetter, timeMs: number): Header[] => {
  const kept = letter.headers.filter(([name]) => !/^dead-letter-/i.test(name));
  // A redriven message that failed again arrived on the subject of the redrive, and its route is found by the first one.
  const redriven = letter.headers.find(([name]) => name === deadLetterHeaderNames.subject);
  const subject = redriven?.[1] ?? letter.subject;
  return [
    ...kept.map(([name, value]): Header => (ownedByLog.test(name) ? [renamedPrefix + name, value] : [name, value])),
    [headerNames.messageId, deadLetterId(letter)],
    [deadLetterHeaderNames.durable, letter.durable],
    [deadLetterHeaderNames.stream, letter.stream],
    [deadLetterHeaderNames.sequence, String(letter.sequence)],
    [deadLetterHeaderNames.subject, subject],
    [deadLetterHeaderNames.code, letter.code],
    [deadLetterHeaderNames.reason, encodeHeaderValue(letter.reason)],
    [deadLetterHeaderNames.stack, encodeHeaderValue(letter.stack.slice(0, maxStackCharacters))],
    [deadLetterHeaderNames.attempts, String(letter.attempts)],
    [deadLetterHeaderNames.delivery, String(letter.delivery)],
    [deadLetterHeaderNames.time, new Date(timeMs).toISOString()],
  ];
};

/** What a redrive is published with: the letter's headers without those of the log, and an identity of its own. */
export const redriveHeaders = (letterHeaders: readonly Header[], letterSequence: number, attempt: number): Header[] => [
  ...letterHeaders.filter(([name]) => !ownedByLog.test(name) && !/^original-nats-/i.test(name)),
  [headerNames.messageId, `${letterSequence}:redrive:${attempt}`],
];
