import type { EventDefinition, PublishOptions } from '../ports.ts';
import { checkExtraHeaders, eventHeaders, type Header } from './headers.ts';

/** A message ready for the log. */
export interface Outgoing {
  readonly subject: string;
  readonly type: string;
  /** `Nats-Msg-Id`. */
  readonly id: string;
  readonly data: Uint8Array;
  readonly headers: readonly Header[];
  /** What the event is about; a dead letter is about none. */
  readonly key?: string;
  readonly keyAttribute?: string | undefined;
  /** Of the trace in which it is sent, when that is recorded. */
  readonly traceId?: string;
}

/** Turns an event into what is sent. Throws an AppError for headers that may not be set, or whatever `encode` throws. */
export const createOutgoing = <T>(
  event: EventDefinition<T>,
  payload: T,
  options: PublishOptions | undefined,
  source: string,
  timeMs: number,
): Outgoing => {
  const { type, subject, version, codec, keyAttribute } = event;
  const key = event.key(payload);
  const id = options?.messageId ?? event.messageId?.(payload) ?? `${key}:${type}`;
  const headers = eventHeaders({ id, type, version, source, timeMs, contentType: codec.contentType });
  if (options?.headers) headers.push(...checkExtraHeaders(options.headers));
  return { subject, type, id, data: codec.encode(payload), headers, key, keyAttribute };
};
