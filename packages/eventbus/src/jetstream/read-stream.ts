import { DeliverPolicy, type JsMsg, jetstream, type StreamInfo } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { AppError } from '@orderflow/errors';
import { deadLetterHeaderNames } from '../engine/headers.ts';
import { type DurableName, redriveSubject } from '../ports.ts';
import { asAppError, openManager } from './api.ts';

/** A message as it lies in the log. */
export interface LoggedMessage {
  readonly stream: string;
  readonly sequence: number;
  /** Of a redriven message: that of the one it was made from. */
  readonly subject: string;
  /** A person gave it to this durable once more, and to no other. */
  readonly redrivenTo?: DurableName;
  /** When the log took it, by the log's clock. */
  readonly storedAt: Date;
  readonly data: Uint8Array;
  /** Value of a header, or undefined. Names are matched exactly. */
  header(name: string): string | undefined;
}

export interface ReadStreamOptions {
  /** Called for each message, in the order of the stream, one after the other. */
  readonly each: (message: LoggedMessage) => void;
  readonly signal?: AbortSignal;
}

/** Messages held in hand while the stream is read. */
const inHand = 2_000;
/** The log says nothing for this long while messages are still to come. */
const silenceMs = 30_000;
/** A pull lasts so long. One that misses two heartbeats, which come twice in it, is made anew: its server may be gone. */
const pullMs = 5_000;

const redrivePrefix = redriveSubject('');

/** None where a stranger wrote headers at which the client's parser throws: they say nothing to us. */
const headerOf = (message: JsMsg, name: string): string | undefined => {
  try {
    return message.headers?.get(name) || undefined;
  } catch {
    return undefined;
  }
};

const messageOf = (stream: string, message: JsMsg): LoggedMessage => {
  const redriven = message.subject.startsWith(redrivePrefix);
  return {
    stream,
    sequence: message.seq,
    subject: (redriven && message.headers?.get(deadLetterHeaderNames.subject)) || message.subject,
    ...(redriven && { redrivenTo: message.subject.slice(redrivePrefix.length) }),
    storedAt: message.time,
    data: message.data,
    header: (name) => headerOf(message, name),
  };
};

const gap = (stream: string, missing: number): AppError =>
  new AppError(
    'LOG_INCOMPLETE',
    `${stream} does not reach back: its message ${missing} is gone (age, size or a deletion took it). What was in it is known to the tables alone.`,
    { details: { stream, missing } },
  );

/**
 * Reads a stream from its very first message to what is its end now, and resolves with that end's sequence. Rejects with
 * LOG_INCOMPLETE, naming the first missing sequence, when any message of it is gone; with LOG_UNAVAILABLE, or with the
 * signal's reason.
 */
export const readWholeStream = async (
  connection: NatsConnection,
  stream: string,
  { each, signal }: ReadStreamOptions,
): Promise<number> => {
  let info: StreamInfo;
  try {
    info = await (await openManager(connection)).streams.info(stream);
  } catch (error) {
    throw asAppError(error);
  }
  const { first_seq: first, last_seq: last } = info.state;
  if (last === 0) return 0;
  if (first > 1) throw gap(stream, 1);
  let next = 1;
  const take = (message: JsMsg): void => {
    if (message.seq !== next) throw gap(stream, next);
    next = message.seq + 1;
    each(messageOf(stream, message));
  };
  await follow(connection, stream, (message) => {
    signal?.throwIfAborted();
    take(message);
    return next <= last && message.info.pending > 0;
  });
  // The end itself may have been deleted.
  if (next <= last) throw gap(stream, next);
  return last;
};

const openReader = async (connection: NatsConnection, stream: string) => {
  try {
    const consumer = await jetstream(connection).consumers.get(stream, { deliver_policy: DeliverPolicy.All });
    return { consumer, messages: await consumer.consume({ max_messages: inHand, expires: pullMs }) };
  } catch (error) {
    throw asAppError(error);
  }
};

/** Hands over messages from the first one on, until `take` returns false. */
const follow = async (connection: NatsConnection, stream: string, take: (message: JsMsg) => boolean): Promise<void> => {
  const { consumer, messages } = await openReader(connection, stream);
  let silent = false;
  const fallSilent = (): void => {
    silent = true;
    messages.stop();
  };
  let silence = setTimeout(fallSilent, silenceMs);
  try {
    for await (const message of messages) {
      clearTimeout(silence);
      if (!take(message)) break;
      silence = setTimeout(fallSilent, silenceMs);
    }
  } finally {
    clearTimeout(silence);
    await messages.close();
    await consumer.delete().catch(() => undefined);
  }
  if (silent) throw new AppError('LOG_UNAVAILABLE', `${stream} was not read to its end: the log fell silent.`);
};
