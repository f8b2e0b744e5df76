import type { NatsConnection } from '@nats-io/nats-core';
import { AppError } from '@orderflow/errors';
import type { Header } from '../engine/headers.ts';
import { parseRawHeaders } from './encoded-headers.ts';

/** A message as it lies in a stream, whatever a stranger wrote into its headers: the client's own parser throws at some. */
export interface StoredMessage {
  readonly sequence: number;
  readonly subject: string;
  readonly storedAt: Date;
  readonly headers: readonly Header[];
  readonly data: Uint8Array;
  /** The first value, or empty. */
  header(name: string): string;
}

/** The one at a position, or the first on a subject (wildcards allowed) from a position on. */
export type MessageQuery = { readonly seq: number } | { readonly seq: number; readonly next_by_subj: string };

interface Answer {
  readonly error?: { readonly code?: number; readonly description?: string };
  readonly message?: {
    readonly subject: string;
    readonly seq: number;
    readonly time: string;
    readonly hdrs?: string;
    readonly data?: string;
  };
}

const requestTimeoutMs = 5_000;

const bytesOf = (base64: string | undefined): Buffer => Buffer.from(base64 ?? '', 'base64');

/** Undefined when there is none, or no such stream. Rejects with LOG_UNAVAILABLE. */
export const readMessage = async (
  connection: NatsConnection,
  stream: string,
  query: MessageQuery,
): Promise<StoredMessage | undefined> => {
  let answer: Answer;
  try {
    const request = JSON.stringify(query);
    const { data } = await connection.request(`$JS.API.STREAM.MSG.GET.${stream}`, request, {
      timeout: requestTimeoutMs,
    });
    answer = JSON.parse(Buffer.from(data).toString());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('LOG_UNAVAILABLE', `${stream} could not be read: ${reason}.`, { cause: error });
  }
  const { error, message } = answer;
  if (error?.code === 404) return undefined;
  if (message === undefined) {
    throw new AppError('LOG_UNAVAILABLE', `${stream} could not be read: ${error?.description ?? 'no answer'}.`);
  }
  const headers = parseRawHeaders(bytesOf(message.hdrs).toString());
  return {
    sequence: message.seq,
    subject: message.subject,
    storedAt: new Date(message.time),
    headers,
    data: bytesOf(message.data),
    header: (name) => headers.find(([own]) => own === name)?.[1] ?? '',
  };
};
