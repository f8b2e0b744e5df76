import type { NatsConnection } from '@nats-io/transport-node';
import { AppError } from '@orderflow/errors';
import { type LoggedMessage, readWholeStream } from '@orderflow/eventbus/jetstream';
import type { Builder, Projection } from './projection.ts';

/** Where a message lies. */
export interface Place {
  readonly stream: string;
  readonly sequence: number;
}

export interface ReadLog {
  readonly messages: number;
  /** What could not be decoded: the service could not either, and dead letters tell. */
  readonly unreadable: readonly Place[];
}

/** Tells the builder everything that the log has for it. Rejects with LOG_INCOMPLETE or LOG_UNAVAILABLE. */
export const readLog = async (
  connection: NatsConnection,
  { streams, durables }: Projection,
  { routes }: Builder,
  signal?: AbortSignal,
): Promise<ReadLog> => {
  const bySubject = new Map(routes.map((route) => [route.subject, route]));
  const unreadable: Place[] = [];
  let messages = 0;
  const each = (message: LoggedMessage): void => {
    const { stream, sequence, subject, redrivenTo } = message;
    if (redrivenTo !== undefined && !durables.includes(redrivenTo)) return;
    const route = bySubject.get(subject);
    if (!route) return;
    try {
      route.take(message);
      messages += 1;
    } catch (error) {
      if (!AppError.is(error, 'UNDECODABLE')) throw error;
      unreadable.push({ stream, sequence });
    }
  };
  for (const stream of streams) await readWholeStream(connection, stream, { each, ...(signal && { signal }) });
  return { messages, unreadable };
};
