import type { NatsConnection } from '@nats-io/nats-core';
import { AppError } from '@orderflow/errors';
import { decodeHeaderValue, type Header, headerNames, deadLetterHeaderNames as names } from '../engine/headers.ts';
import { type DurableName, deadLetterSubject, type Topology } from '../ports.ts';
import { readMessage, type StoredMessage } from './stored-message.ts';

export interface DeadLetterFilter {
  readonly durable?: DurableName;
  /** Type of the event that could not be handled: `orders.created`. */
  readonly type?: string;
  /** Code of the error that it ended with: `UNDECODABLE`. */
  readonly code?: string;
  /** Only letters after this sequence of the dead letter stream: the last of the page before. */
  readonly after?: number;
  /** Default 100. */
  readonly limit?: number;
}

/** A dead letter as it lies in the log. */
export interface DeadLetterSummary {
  /** Its own position, in the dead letter stream. */
  readonly sequence: number;
  readonly durable: DurableName;
  /** Where the message lay that could not be handled. */
  readonly stream: string;
  readonly streamSequence: number;
  readonly subject: string;
  /** The event's type; the subject, where the message named none. */
  readonly type: string;
  /** Identity of the original message. */
  readonly messageId: string;
  readonly code: string;
  readonly reason: string;
  readonly attempts: number;
  readonly storedAt: Date;
  /** W3C trace context of the original message; empty without one, and not checked. */
  readonly traceparent: string;
}

export interface StoredLetter extends DeadLetterSummary {
  readonly stack: string;
  readonly headers: readonly Header[];
  readonly data: Uint8Array;
  /** The message was too large to be kept beside its reasons, and the log does not hold it any more: there is no data. */
  readonly isLost: boolean;
}

export interface DeadLetterPage {
  readonly letters: readonly DeadLetterSummary[];
  /** `after` of the next page; undefined: there are no more. */
  readonly next: number | undefined;
}

const originalMessageId = 'Original-Nats-Msg-Id';

const summaryOf = (message: StoredMessage): DeadLetterSummary => {
  const { header } = message;
  const subject = header(names.subject);
  return {
    sequence: message.sequence,
    durable: header(names.durable),
    stream: header(names.stream),
    streamSequence: Number(header(names.sequence)),
    subject,
    type: header(headerNames.type) || subject,
    messageId: header(originalMessageId),
    code: header(names.code),
    reason: decodeHeaderValue(header(names.reason)),
    attempts: Number(header(names.attempts)),
    storedAt: message.storedAt,
    traceparent: header(headerNames.traceparent),
  };
};

const defaultLimit = 100;
/** Letters that one page looks at, at most: a filter that fits nothing must not read for minutes. */
const maxLookedAt = 5_000;

/**
 * A page of dead letters, oldest first. It may hold fewer than `limit`, or none, although more follow: then `next` is
 * there. Rejects with LOG_UNAVAILABLE.
 */
export const pageOfDeadLetters = async (
  connection: NatsConnection,
  topology: Topology,
  filter: DeadLetterFilter = {},
): Promise<DeadLetterPage> => {
  const { durable, type, code, after = 0, limit = defaultLimit } = filter;
  const subject = deadLetterSubject(durable ?? '*');
  const letters: DeadLetterSummary[] = [];
  let last = after;
  for (let lookedAt = 0; letters.length < limit && lookedAt < maxLookedAt; lookedAt++) {
    const message = await readMessage(connection, topology.deadLetterStream, { seq: last + 1, next_by_subj: subject });
    if (message === undefined) return { letters, next: undefined };
    last = message.sequence;
    const letter = summaryOf(message);
    const fits = (type === undefined || letter.type === type) && (code === undefined || letter.code === code);
    if (fits) letters.push(letter);
  }
  return { letters, next: last };
};

/** Dead letters, oldest first, `limit` of them or all there are. Rejects with LOG_UNAVAILABLE. */
export const listDeadLetters = async (
  connection: NatsConnection,
  topology: Topology,
  filter: DeadLetterFilter = {},
): Promise<readonly DeadLetterSummary[]> => {
  const { after, limit = defaultLimit } = filter;
  const letters: DeadLetterSummary[] = [];
  for (let next = after ?? 0; ; ) {
    const page = await pageOfDeadLetters(connection, topology, {
      ...filter,
      after: next,
      limit: limit - letters.length,
    });
    letters.push(...page.letters);
    if (page.next === undefined || letters.length >= limit) return letters;
    next = page.next;
  }
};

/** One dead letter with its bytes; undefined when there is none at that position. Rejects with LOG_UNAVAILABLE. */
export const showDeadLetter = async (
  connection: NatsConnection,
  topology: Topology,
  sequence: number,
): Promise<StoredLetter | undefined> => {
  const message = await readMessage(connection, topology.deadLetterStream, { seq: sequence });
  if (!message) return undefined;
  const summary = summaryOf(message);
  const letter = { ...summary, stack: decodeHeaderValue(message.header(names.stack)), headers: message.headers };
  if (message.header(names.omitted) === '') return { ...letter, data: message.data, isLost: false };
  const original = await readMessage(connection, summary.stream, { seq: summary.streamSequence });
  return { ...letter, data: original?.data ?? new Uint8Array(), isLost: !original };
};

/** Rejects with NOT_FOUND when there is none at that position, with LOG_UNAVAILABLE. */
export const requireDeadLetter = async (
  connection: NatsConnection,
  topology: Topology,
  sequence: number,
): Promise<StoredLetter> => {
  const letter = await showDeadLetter(connection, topology, sequence);
  if (letter) return letter;
  const message = `There is no dead letter #${sequence}: it was redriven, or discarded, or there never was one.`;
  throw new AppError('NOT_FOUND', message);
};
