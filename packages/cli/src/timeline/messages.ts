import { DeliverPolicy, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { events, streamNames } from '@orderflow/contracts';
import { inOneLine, type TimelineEntry } from './entry.ts';

/** A message about the order, where it lies. */
export interface OrderMessage {
  readonly stream: string;
  readonly sequence: number;
  readonly entry: TimelineEntry;
}

export interface FoundMessages {
  readonly messages: readonly OrderMessage[];
  /** The search ended before the end of a stream: there may be more. */
  readonly cut: boolean;
}

const mostLookedAt = 2_000_000;
const streams = [streamNames.orders, streamNames.inventory, streamNames.payments];

interface Position {
  readonly stream: string;
  readonly sequence: number;
}

/** Where messages lie whose identity begins with the order's id. Only headers travel. */
const findIn = async (connection: NatsConnection, stream: string, orderId: string, since: Date | undefined) => {
  const from = since
    ? { deliver_policy: DeliverPolicy.StartTime, opt_start_time: since.toISOString() }
    : { deliver_policy: DeliverPolicy.All };
  const consumer = await jetstream(connection).consumers.get(stream, { ...from, headers_only: true });
  const found: Position[] = [];
  let left = (await consumer.info()).num_pending;
  const cut = left > mostLookedAt;
  left = Math.min(left, mostLookedAt);
  if (left > 0) {
    const messages = await consumer.consume({ max_messages: 5_000 });
    for await (const message of messages) {
      if (message.headers?.get('Nats-Msg-Id').startsWith(`${orderId}:`)) found.push({ stream, sequence: message.seq });
      if (--left <= 0 || message.info.pending === 0) break;
    }
    await messages.close();
  }
  await consumer.delete().catch(() => undefined);
  return { found, cut };
};

const decoded = (type: string, data: Uint8Array): string => {
  const event = events.find((one) => one.type === type);
  if (event === undefined) return `${data.length} bytes`;
  try {
    const { orderId: _, ...payload } = event.codec.decode(data) as unknown as Record<string, unknown>;
    return inOneLine(payload);
  } catch (error) {
    return `cannot be decoded: ${error instanceof Error ? error.message : error}`;
  }
};

const read = async (manager: JetStreamManager, { stream, sequence }: Position): Promise<readonly OrderMessage[]> => {
  const stored = await manager.streams.getMessage(stream, { seq: sequence });
  if (!stored) return [];
  const type = stored.header.get('ce-type') || stored.subject;
  const entry = { at: stored.time, where: `${stream} #${sequence}`, what: type, detail: decoded(type, stored.data) };
  return [{ stream, sequence, entry }];
};

/** The order's messages in the log, from `since` on (a little before it was created), else from the beginning. */
export const findMessages = async (
  connection: NatsConnection,
  orderId: string,
  since: Date | undefined,
): Promise<FoundMessages> => {
  const manager = await jetstreamManager(connection);
  const searched = await Promise.all(streams.map((stream) => findIn(connection, stream, orderId, since)));
  const messages = await Promise.all(searched.flatMap(({ found }) => found).map((one) => read(manager, one)));
  return { messages: messages.flat(), cut: searched.some(({ cut }) => cut) };
};
