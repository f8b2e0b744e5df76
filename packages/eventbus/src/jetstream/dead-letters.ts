import type { JetStreamManager, StoredMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { AppError } from '@orderflow/errors';
import type { DeadLetter, StoreDeadLetter } from '../engine/delivery.ts';
import {
  deadLetterHeaders,
  deadLetterId,
  decodeHeaderValue,
  type Header,
  deadLetterHeaderNames as names,
} from '../engine/headers.ts';
import { type DurableName, deadLetterSubject, type Topology } from '../ports.ts';
import { openManager, orUndefined } from './api.ts';
import type { JetStreamPublisher } from './publisher.ts';

/** Stores dead letters through the publisher: with its retries, on the lane of what has to be completed. */
export const createDeadLetterStore =
  (publisher: JetStreamPublisher): StoreDeadLetter =>
  async (letter) => {
    const store = (kept: DeadLetter) =>
      publisher.send(
        {
          subject: deadLetterSubject(kept.durable),
          type: deadLetterSubject(kept.durable),
          id: deadLetterId(kept),
          data: kept.data,
          headers: deadLetterHeaders(kept, Date.now()),
        },
        'complete',
      );
    try {
      await store(letter);
    } catch (error) {
      if (!AppError.is(error, 'BODY_TOO_LARGE')) throw error;
      // The message filled the server's limit; the letter's own headers have to give way.
      await store({ ...letter, stack: '', reason: letter.reason.slice(0, 200) });
    }
  };

export interface DeadLetterFilter {
  readonly durable?: DurableName;
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
  /** Identity of the original message. */
  readonly messageId: string;
  readonly code: string;
  readonly reason: string;
  readonly attempts: number;
  readonly storedAt: Date;
}

export interface StoredLetter extends DeadLetterSummary {
  readonly stack: string;
  readonly headers: readonly Header[];
  readonly data: Uint8Array;
}

const originalMessageId = 'Original-Nats-Msg-Id';

const summaryOf = (message: StoredMsg): DeadLetterSummary => {
  const header = (name: string): string => message.header.get(name);
  return {
    sequence: message.seq,
    durable: header(names.durable),
    stream: header(names.stream),
    streamSequence: Number(header(names.sequence)),
    subject: header(names.subject),
    messageId: header(originalMessageId),
    code: header(names.code),
    reason: decodeHeaderValue(header(names.reason)),
    attempts: Number(header(names.attempts)),
    storedAt: message.time,
  };
};

const defaultLimit = 100;

const nextLetter = async (
  manager: JetStreamManager,
  stream: string,
  subject: string,
  from: number,
): Promise<StoredMsg | undefined> => {
  // The server's request knows `next_by_subj`; the client's type for it does not.
  const request = { seq: from, next_by_subj: subject };
  return (await orUndefined(manager.streams.getMessage(stream, request))) ?? undefined;
};

/** Dead letters, oldest first. Rejects with LOG_UNAVAILABLE. */
export const listDeadLetters = async (
  connection: NatsConnection,
  topology: Topology,
  filter: DeadLetterFilter = {},
): Promise<readonly DeadLetterSummary[]> => {
  const { durable, after = 0, limit = defaultLimit } = filter;
  const subject = deadLetterSubject(durable ?? '*');
  const manager = await openManager(connection);
  const letters: DeadLetterSummary[] = [];
  for (let from = after + 1; letters.length < limit; ) {
    const message = await nextLetter(manager, topology.deadLetterStream, subject, from);
    if (message === undefined) break;
    letters.push(summaryOf(message));
    from = message.seq + 1;
  }
  return letters;
};

/** One dead letter with its bytes; undefined when there is none at that position. Rejects with LOG_UNAVAILABLE. */
export const showDeadLetter = async (
  connection: NatsConnection,
  topology: Topology,
  sequence: number,
): Promise<StoredLetter | undefined> => {
  const manager = await openManager(connection);
  const message = await orUndefined(manager.streams.getMessage(topology.deadLetterStream, { seq: sequence }));
  if (!message) return undefined;
  const headers: Header[] = [];
  for (const [name, values] of message.header) for (const value of values) headers.push([name, value]);
  const stack = decodeHeaderValue(message.header.get(names.stack));
  return { ...summaryOf(message), stack, headers, data: message.data };
};
