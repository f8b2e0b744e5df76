import type { Msg } from '@nats-io/nats-core';
import { AppError } from '@orderflow/errors';
import type { PubAck } from '../ports.ts';

/** Error codes of the server (`err_code`) that say more than "not now". */
const serverCodes = {
  insufficientResources: 10_023,
  storageResourcesExceeded: 10_047,
  messageExceedsMaximum: 10_054,
  storeFailed: 10_077,
} as const;

interface Answer {
  readonly stream?: unknown;
  readonly seq?: unknown;
  readonly duplicate?: unknown;
  readonly error?: { readonly err_code?: unknown; readonly description?: unknown };
}

const refusal = (error: NonNullable<Answer['error']>): AppError => {
  const description = String(error.description);
  switch (error.err_code) {
    case serverCodes.messageExceedsMaximum:
      return new AppError('BODY_TOO_LARGE', `The log does not take a message of this size: ${description}.`);
    case serverCodes.insufficientResources:
    case serverCodes.storageResourcesExceeded:
      return new AppError('LOG_FULL', `The log has no room left: ${description}.`);
    case serverCodes.storeFailed:
      // "maximum bytes exceeded", "maximum messages exceeded", or the disk's own words.
      if (/maximum|no space/i.test(description)) {
        return new AppError('LOG_FULL', `The log has no room left: ${description}.`);
      }
      break;
    default:
  }
  // Among them 10158: a message with the same identity is being stored at this moment; a repeat finds it stored.
  return new AppError('LOG_UNAVAILABLE', `The log did not store the message: ${description}.`);
};

/** The log's answer to a publish. Only LOG_UNAVAILABLE is worth sending the same message again. */
export const parsePubAck = (message: Msg): PubAck | AppError => {
  const { data } = message;
  if (data.byteLength === 0) {
    const status = message.headers?.status ?? 'an empty answer';
    return new AppError('LOG_UNAVAILABLE', `No stream takes the message for now (${status}).`);
  }
  let answer: Answer;
  try {
    answer = JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString());
  } catch (cause) {
    return new AppError('LOG_UNAVAILABLE', 'The log answered with something that is not JSON.', { cause });
  }
  if (answer.error !== undefined && answer.error !== null) return refusal(answer.error);
  const { stream, seq } = answer;
  if (typeof stream !== 'string' || typeof seq !== 'number' || seq < 1) {
    return new AppError('LOG_UNAVAILABLE', 'The log answered with something that is not an acknowledgement.');
  }
  return { stream, sequence: seq, duplicate: answer.duplicate === true };
};
