import type { EventDefinition, PublishOptions } from '../ports.ts';
import { checkExtraHeaders, eventHeaders, type Header } from './headers.ts';

/** A message ready for the log. */
export interface Outgoing {
  readonly subject: string;
  readonly type: string;
  /** `Nats-Msg-Id`. */
  readonly id: string;
  readonly data: Uint8Array;
  readonly headers: Header[];
}

/** Turns an event into what is sent. Throws an AppError for headers that may not be set, or whatever `encode` throws. */
export const createOutgoing = <T>(
  event: EventDefinition<T>,
  payload: T,
  options: PublishOptions | undefined,
  source: string,
  timeMs: number,
): Outgoing => {
  const id = options?.messageId ?? event.messageId?.(payload) ?? `${event.key(payload)}:${event.type}`;
  const { type, version, codec } = event;
  const headers = eventHeaders({ id, type, version, source, timeMs, contentType: codec.contentType });
  if (options?.headers) headers.push(...checkExtraHeaders(options.headers));
  return { subject: event.subject, type: event.type, id, data: event.codec.encode(payload), headers };
};
