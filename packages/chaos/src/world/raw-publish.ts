import { randomUUID } from 'node:crypto';
import { jetstream } from '@nats-io/jetstream';
import { headers as createHeaders } from '@nats-io/transport-node';
import type { World } from './world.ts';

const timeoutMs = 3_000;

export interface RawMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Puts bytes on a subject as they are, past every check of the bus. Resolves with the place in the stream. */
export const publishRaw = async ({ nats }: Pick<World, 'nats'>, message: RawMessage): Promise<number> => {
  const headers = createHeaders();
  for (const [name, value] of message.headers) headers.append(name, value);
  const { seq } = await jetstream(nats).publish(message.subject, message.data, { headers, timeout: timeoutMs });
  return seq;
};

/** Start of the identity of what is put into the log by faults. */
export const forgedPrefix = 'chaos-';

/** An identity that no message has. Random on purpose: it must not be a duplicate of the same seed's run before. */
export const forgedId = (what: string): string => `${forgedPrefix}${what}-${randomUUID()}`;
