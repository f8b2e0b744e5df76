import { AppError } from '@orderflow/errors';
import { redriveSubject } from '../ports.ts';
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
  /** `message`: it was too large to be kept beside its reasons, and lies where stream and sequence say. */
  omitted: 'dead-letter-omitted',
  /** Of a redrive: who asked for it. */
  redrivenBy: 'dead-letter-redriven-by',
} as const;

export type Header = readonly [name: string, value: string];

const lineBreak = /[\r\n]/;

/**
 * A header as it stands in a message. Throws VALIDATION_FAILED for a line break in the value (an identity is made of what
 * users send): what follows it would be a header of its own.
 */
export const headerLine = (name: string, value: string): string => {
  if (lineBreak.test(value)) throw new AppError('VALIDATION_FAILED', `The header ${name} contains a line break.`);
  return `${name}: ${value}\r\n`;
};

export const headerLines = (headers: readonly Header[]): string =>
  headers.reduce((lines, [name, value]) => lines + headerLine(name, value), '');

/** Never throws, whatever a stranger wrote: what cannot be read could not be made a dead letter of either. */
export const parseHeaderLines = (lines: string): Header[] =>
  lines
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line): Header => {
      const colon = line.indexOf(':');
      return colon < 0 ? ['', line] : [line.slice(0, colon), line.slice(colon + 1).trim()];
    });

/** Content of a `content-type` header: payloads are protobuf unless their codec says otherwise. */
const protobufContentType = 'application/protobuf';

/** Original `Nats-*` headers travel under this prefix in a dead letter, where the log gives them no meaning. */
const renamedPrefix = 'Original-';
const ownedByLog = /^nats-/i;
const ownedByBus = /^(nats-|ce-|dead-letter-|original-nats-|traceparent$|tracestate$|content-type$)/i;
const maxStackCharacters = 4_000;
const maxReasonCharacters = 1_000;

const tellingHeaders = ['nats-msg-id', 'ce-type', 'ce-dataversion', 'traceparent'];
const maxTellingCharacters = 200;

const safeName = /^[!-9;-~]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these may not stand in a header
const unsafeInValue = /[%\u0000-\u001f\u007f]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same without the sign that only our own encoding needs
const controls = /[\u0000-\u001f\u007f]/;

/** Makes any text fit a header line: control characters and `%` become `%XX`. */
export const encodeHeaderValue = (text: string): string =>
  text.replace(unsafeInValue, (found) => `%${found.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`);

/** The inverse of `encodeHeaderValue`. */
export const decodeHeaderValue = (value: string): string =>
  value.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** Refuses names that the bus or the log gives a meaning to, and what cannot be a name. */
export const checkExtraHeaders = (headers: Readonly<Record<string, string>>): Header[] =>
  Object.entries(headers).map(([name, value]): Header => {
    if (ownedByBus.test(name) || !safeName.test(name)) {
      throw new AppError('VALIDATION_FAILED', `The header name "${name}" cannot be used: it is the bus's own.`);
    }
    return [name, value];
  });

/** What all messages of one event share. */
export interface EventKind {
  readonly type: string;
  readonly version: number;
  /** URI-reference of the producer, `/services/order`. */
  readonly source: string;
  /** Default `application/protobuf`. */
  readonly contentType?: string | undefined;
}

/** Milliseconds since the epoch as text. Most messages are sent in the same millisecond as the one before. */
const createTimeText = (): ((timeMs: number) => string) => {
  let lastMs = Number.NaN;
  let text = '';
  return (timeMs) => {
    if (timeMs !== lastMs) text = new Date(timeMs).toISOString();
    lastMs = timeMs;
    return text;
  };
};

/**
 * CloudEvents 1.0 in binary mode, and the identity under which the log dedupes, as lines. What does not differ between
 * messages is written once.
 */
export const createEventHeaders = ({ type, version, source, contentType = protobufContentType }: EventKind) => {
  const shared = headerLines([
    [headerNames.specVersion, '1.0'],
    [headerNames.type, type],
    [headerNames.source, source],
    [headerNames.dataVersion, String(version)],
    [headerNames.contentType, contentType],
  ]);
  const timeText = createTimeText();
  return (id: string, timeMs: number): string =>
    `${headerLine(headerNames.messageId, id)}${headerNames.id}: ${id}\r\n${headerNames.time}: ${timeText(timeMs)}\r\n${shared}`;
};

/** What a stranger wrote, so that it can be written again: no header may become two, and none is lost. */
const writable = ([name, value]: Header): Header => {
  if (!safeName.test(name)) return [`${renamedPrefix}Unusable`, encodeHeaderValue(`${name}:${value}`)];
  return [ownedByLog.test(name) ? renamedPrefix + name : name, controls.test(value) ? encodeHeaderValue(value) : value];
};

/** A dead letter's own identity: two durables may fail the same message, and both letters are kept. */
export const deadLetterId = (letter: Pick<DeadLetter, 'durable' | 'stream' | 'sequence'>): string =>
  `${letter.durable}:${letter.stream}:${letter.sequence}`;

/** What a dead letter is published with: the original headers, renamed where they would act again, and the reasons. */
export const deadLetterHeaders = (letter: DeadLetter, timeMs: number): Header[] => {
  const kept = letter.headers.filter(([name]) => !/^dead-letter-/i.test(name));
  // A redriven message that failed again arrived on the subject of the redrive, and its route is found by the first one.
  const redriven = letter.headers.find(([name]) => name === deadLetterHeaderNames.subject);
  const isRedrive = letter.subject === redriveSubject(letter.durable);
  const subject = (isRedrive ? redriven?.[1] : undefined) ?? letter.subject;
  return [
    ...kept.map(writable),
    [headerNames.messageId, deadLetterId(letter)],
    [deadLetterHeaderNames.durable, letter.durable],
    [deadLetterHeaderNames.stream, letter.stream],
    [deadLetterHeaderNames.sequence, String(letter.sequence)],
    [deadLetterHeaderNames.subject, subject],
    [deadLetterHeaderNames.code, letter.code],
    [deadLetterHeaderNames.reason, encodeHeaderValue(letter.reason.slice(0, maxReasonCharacters))],
    [deadLetterHeaderNames.stack, encodeHeaderValue(letter.stack.slice(0, maxStackCharacters))],
    [deadLetterHeaderNames.attempts, String(letter.attempts)],
    [deadLetterHeaderNames.delivery, String(letter.delivery)],
    [deadLetterHeaderNames.time, new Date(timeMs).toISOString()],
  ];
};

/**
 * The headers of a letter whose message is too large to be kept beside its reasons: of the original ones only what is
 * short and says what it was.
 */
export const referringHeaders = (letter: DeadLetter, timeMs: number): Header[] => {
  const telling = letter.headers.filter(
    ([name, value]) => tellingHeaders.includes(name.toLowerCase()) && value.length <= maxTellingCharacters,
  );
  const headers = deadLetterHeaders({ ...letter, headers: telling, stack: '' }, timeMs);
  return [...headers, [deadLetterHeaderNames.omitted, 'message']];
};

/** What a redrive is published with: the letter's headers without those of the log, and an identity of its own. */
export const redriveHeaders = (letterHeaders: readonly Header[], letterSequence: number, attempt: number): Header[] => [
  ...letterHeaders.filter(([name]) => !ownedByLog.test(name) && !/^original-nats-/i.test(name)),
  [headerNames.messageId, `${letterSequence}:redrive:${attempt}`],
];
