import { DeliverPolicy, JetStreamApiCodes, JetStreamApiError, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { createTopology, streamNames } from '@orderflow/contracts';
import { listDeadLetters } from '@orderflow/eventbus/jetstream';
import type { DurableState, Letter, OrderMessages } from '../witnesses.ts';

const inHand = 2_000;
const lettersAPage = 500;

/** Calls back for each message of a stream, in its order; payloads do not travel, and `inHand` at most are held. */
const scan = async (
  connection: NatsConnection,
  stream: string,
  each: (messageId: string, sequence: number) => void,
): Promise<void> => {
  const options = { deliver_policy: DeliverPolicy.All, headers_only: true };
  const consumer = await jetstream(connection).consumers.get(stream, options);
  let left = (await consumer.info()).num_pending;
  if (left > 0) {
    const messages = await consumer.consume({ max_messages: inHand });
    for await (const message of messages) {
      each(message.headers?.get('Nats-Msg-Id') ?? '', message.seq);
      if (--left <= 0 || message.info.pending === 0) break;
    }
    await messages.close();
  }
  await consumer.delete().catch(() => undefined);
};

const orderEvent = /^(?<orderId>[0-9a-f-]{36}):(?<type>(?:orders|inventory|payments)\.\w+)$/;

/** Where each order's messages lie: what is identified as `<order id>:<event>`. */
export const readMessages = async (connection: NatsConnection): Promise<ReadonlyMap<string, OrderMessages>> => {
  const orders = new Map<string, Record<string, number[]>>();
  const note = (messageId: string, sequence: number) => {
    const { orderId, type } = orderEvent.exec(messageId)?.groups ?? {};
    if (orderId === undefined || type === undefined) return;
    const messages = orders.get(orderId) ?? {};
    messages[type] = [...(messages[type] ?? []), sequence];
    orders.set(orderId, messages);
  };
  for (const stream of [streamNames.orders, streamNames.inventory, streamNames.payments]) {
    await scan(connection, stream, note);
  }
  return orders;
};

export const readFirstOrdersSequence = async (connection: NatsConnection): Promise<number> =>
  (await (await jetstreamManager(connection)).streams.info(streamNames.orders)).state.first_seq;

const notFoundCodes: ReadonlySet<number> = new Set([
  JetStreamApiCodes.ConsumerNotFound,
  JetStreamApiCodes.StreamNotFound,
]);

export const readDurables = async (connection: NatsConnection): Promise<readonly DurableState[]> => {
  const manager = await jetstreamManager(connection);
  const read = createTopology().durables.map(async ({ name: durable, stream }) => {
    const info = await manager.consumers.info(stream, durable).catch((error: unknown) => {
      if (error instanceof JetStreamApiError && notFoundCodes.has(error.code)) return undefined;
      throw error;
    });
    if (info === undefined) return { durable, stream, pending: 0, unacked: 0, missing: true };
    return { durable, stream, pending: info.num_pending, unacked: info.num_ack_pending };
  });
  return Promise.all(read);
};

export const readLetters = async (connection: NatsConnection): Promise<readonly Letter[]> => {
  const letters: Letter[] = [];
  for (;;) {
    const after = letters.at(-1)?.sequence ?? 0;
    const page = await listDeadLetters(connection, createTopology(), { after, limit: lettersAPage });
    for (const { sequence, durable, messageId, code, reason } of page) {
      letters.push({ sequence, durable, messageId, code, reason });
    }
    if (page.length < lettersAPage) return letters;
  }
};
