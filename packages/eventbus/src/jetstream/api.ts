import {
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  type JetStreamManagerOptions,
  jetstreamManager,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { AppError } from '@orderflow/errors';

const requestTimeoutMs = 5_000;

/** JetStream's management requests. Makes no request itself. */
export const openManager = (connection: NatsConnection): Promise<JetStreamManager> => {
  const options: JetStreamManagerOptions = { checkAPI: false, timeout: requestTimeoutMs };
  return jetstreamManager(connection, options);
};

const isNotFound = (error: unknown): boolean =>
  error instanceof JetStreamApiError &&
  (error.code === JetStreamApiCodes.StreamNotFound ||
    error.code === JetStreamApiCodes.ConsumerNotFound ||
    error.code === JetStreamApiCodes.NoMessageFound);

/** Undefined for a stream, durable or message that does not exist; other failures as `asAppError` says. */
export const orUndefined = async <T>(request: Promise<T>): Promise<T | undefined> => {
  try {
    return await request;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw asAppError(error);
  }
};

/** The one conversion of what the client throws: the log refuses what it was asked for, or did not answer (or not now). */
export const asAppError = (error: unknown): AppError => {
  if (error instanceof AppError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof JetStreamApiError && error.status === 400) {
    return new AppError('TOPOLOGY_MISMATCH', `The log refuses: ${reason}.`, { cause: error });
  }
  return new AppError('LOG_UNAVAILABLE', `The log did not do what was asked: ${reason}.`, { cause: error });
};
