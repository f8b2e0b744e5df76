import type { EventDefinition, PublishOptions } from '../ports.ts';
import { checkExtraHeaders, createEventHeaders, headerLines } from './headers.ts';

/** A message ready for the log. */
export interface Outgoing {
  readonly subject: string;
  readonly type: string;
  /** `Nats-Msg-Id`. */
  readonly id: string;
  readonly data: Uint8Array;
  /** A line each. */
  readonly headers: string;
  /** What the event is about; a dead letter is about none. */
  readonly key?: string;
  readonly keyAttribute?: string | undefined;
  /** Of the trace in which it is sent, when that is recorded. */
  readonly traceId?: string;
}

export type CreateOutgoing = <T>(
  event: EventDefinition<T>,
  payload: T,
  options: PublishOptions | undefined,
  timeMs: number,
) => Outgoing;

/**
 * Turns events of one source into what is sent. The result throws an AppError for headers that may not be set, or whatever
 * `encode` throws.
 */
export const createOutgoings = (source: string): CreateOutgoing => {
  const kinds = new WeakMap<object, ReturnType<typeof createEventHeaders>>();
  return (event, payload, options, timeMs) => {
    const { type, subject, version, codec, keyAttribute } = event;
    let headersFor = kinds.get(event);
    if (!headersFor) {
      headersFor = createEventHeaders({ type, version, source, contentType: codec.contentType });
      kinds.set(event, headersFor);
    }
    const key = event.key(payload);
    const id = options?.messageId ?? event.messageId?.(payload) ?? `${key}:${type}`;
    const own = headersFor(id, timeMs);
    const headers = options?.headers ? own + headerLines(checkExtraHeaders(options.headers)) : own;
    return { subject, type, id, data: codec.encode(payload), headers, key, keyAttribute };
  };
};
