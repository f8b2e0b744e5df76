import { DeliverPolicy, JetStreamApiCodes, JetStreamApiError, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { createTopology, streamNames } from '@orderflow/contracts';
import { listDeadLetters } from '@orderflow/eventbus/jetstream';
import type { DurableState, Letter, OrderMessages, StreamState } from '../witnesses.ts';

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
    let messages = orders.get(orderId);
    if (!messages) {
      messages = {};
      orders.set(orderId, messages);
    }
    const sequences = messages[type];
    if (sequences) sequences.push(sequence);
    else messages[type] = [sequence];
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

const ifMissing = (error: unknown): undefined => {
  if (error instanceof JetStreamApiError && notFoundCodes.has(error.code)) return undefined;
  throw error;
};

const nanosAMilli = 1_000_000;

/** Those that exist. */
export const readStreams = async (connection: NatsConnection): Promise<readonly StreamState[]> => {
  const manager = await jetstreamManager(connection);
  const read = createTopology().streams.map(async ({ name }) => {
    const info = await manager.streams.info(name).catch(ifMissing);
    if (!info) return [];
    const { created, state, config } = info;
    const age = { maxAgeMs: config.max_age === 0 ? Number.POSITIVE_INFINITY : config.max_age / nanosAMilli };
    return [{ stream: name, createdAt: new Date(created).getTime(), lastSequence: state.last_seq, ...age }];
  });
  return (await Promise.all(read)).flat();
};

/** `streams` is from before: what a durable has settled by now, it had at most been given by then. */
export const readDurables = async (
  connection: NatsConnection,
  streams: readonly StreamState[],
): Promise<readonly DurableState[]> => {
  const manager = await jetstreamManager(connection);
  const read = createTopology().durables.map(async ({ name: durable, stream, subjects }) => {
    const info = await manager.consumers.info(stream, durable).catch(ifMissing);
    if (!info) return { durable, stream, pending: 0, unacked: 0, types: subjects, settledTo: 0, missing: true };
    const { num_pending: pending, num_ack_pending: unacked } = info;
    const end = streams.find((one) => one.stream === stream)?.lastSequence ?? 0;
    const settledTo = pending + unacked === 0 ? Math.max(end, info.ack_floor.stream_seq) : info.ack_floor.stream_seq;
    return { durable, stream, pending, unacked, types: subjects, settledTo };
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
