import { DeliverPolicy, type StoredMsg } from '@nats-io/jetstream';
import { createTopology, orderCancelRequested, streamNames, subjects } from '@orderflow/contracts';
import { healWithinMs, persist } from '../persist.ts';
import { createRandom } from '../random.ts';
import { forgedId, forgedPrefix, publishRaw } from '../world/raw-publish.ts';
import type { World } from '../world/world.ts';
import type { FaultKind } from './kind.ts';

const { durables } = createTopology();
const eventStreams = [streamNames.orders, streamNames.inventory, streamNames.payments];
/** Messages of each stream that are taken for duplicates. */
const copiedOfEach = 40;
const copiesOfEach = 3;

const isOurs = ({ header }: StoredMsg): boolean => !header.get('Nats-Msg-Id').startsWith(forgedPrefix);
const isEvent = ({ subject }: StoredMsg): boolean => Object.values(subjects).some((one) => one === subject);

const lastMessages = async ({ manager }: World, stream: string, count: number): Promise<readonly StoredMsg[]> => {
  const { state } = await manager.streams.info(stream);
  const sequences = Array.from({ length: count }, (_, index) => state.last_seq - index).filter((seq) => seq > 0);
  const messages = sequences.map((seq) => manager.streams.getMessage(stream, { seq }).catch(() => null));
  return (await Promise.all(messages)).filter((one) => one !== null && isEvent(one) && isOurs(one)) as StoredMsg[];
};

/** The same event once more under another identity, so that the log does not notice. */
const publishCopy = (world: World, message: StoredMsg): Promise<number> => {
  const headers = [...message.header]
    .filter(([name]) => !/^nats-/i.test(name))
    .flatMap(([name, values]) => values.map((value) => [name, value] as const));
  const id = forgedId('copy');
  return publishRaw(world, {
    subject: message.subject,
    data: message.data,
    headers: [...headers, ['Nats-Msg-Id', id]],
  });
};

const duplicated: FaultKind = {
  family: 'clock',
  kind: 'duplicated-shuffled',
  weight: 2,
  plan: (random) => ({ target: 'the log', durationMs: 0, params: { order: random.integer(1, 1_000_000) } }),
  occupies: () => ['nats'],
  begin: async (world, { params = {} }) => {
    const found = await Promise.all(eventStreams.map((stream) => lastMessages(world, stream, copiedOfEach)));
    const copies = found.flat().flatMap((message) => Array.from({ length: copiesOfEach }, () => message));
    const shuffled = createRandom(Number(params.order ?? 0)).shuffle(copies);
    for (const message of shuffled) await persist(() => publishCopy(world, message), healWithinMs);
    return { heal: async () => ({ messages: found.flat().length, copies: copies.length }) };
  },
};

/**
 * Messages that are replayed at most: all of a stream in a minute at 25 orders a second. In an hour a stream holds millions, and to handle
 * them once more is half an hour's work, not a fault.
 */
const mostReplayed = 20_000;

/** Takes the durable away and makes it as it was, but from that message on; its service may be faster once. */
const makeAnewFrom = async ({ manager }: World, stream: string, name: string, sequence: number): Promise<void> => {
  const { config } = await manager.consumers.info(stream, name);
  await manager.consumers.delete(stream, name);
  const start = { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: sequence };
  await manager.consumers.add(stream, { ...config, ...start });
};

const replayed: FaultKind = {
  family: 'clock',
  kind: 'replay',
  plan: (random) => ({ target: random.pick(durables).name, durationMs: 1_000 }),
  occupies: () => ['nats'],
  begin: async (world, { target }) => {
    const stream = durables.find(({ name }) => name === target)?.stream ?? '';
    const { state } = await world.manager.streams.info(stream);
    const from = Math.max(1, state.first_seq, state.last_seq - mostReplayed + 1);
    await persist(() => makeAnewFrom(world, stream, target, from), healWithinMs);
    return { heal: async () => ({ from, to: state.last_seq }) };
  },
};

const wishOf = (orderId: string) =>
  ({
    subject: orderCancelRequested.subject,
    data: orderCancelRequested.codec.encode({ orderId, requestedAt: new Date() }),
    headers: [
      ['Nats-Msg-Id', `${orderId}:${orderCancelRequested.type}`],
      ['ce-specversion', '1.0'],
      ['ce-id', `${orderId}:${orderCancelRequested.type}`],
      ['ce-type', orderCancelRequested.type],
      ['ce-source', '/orderflow/order'],
      ['ce-time', new Date().toISOString()],
      ['ce-dataversion', '1'],
      ['content-type', 'application/protobuf'],
    ],
  }) as const;

const wished = 30;

/** The order service stands still while facts gather: cancel and reservation of one order come in the same batch. */
const twoFacts: FaultKind = {
  family: 'clock',
  kind: 'two-facts-at-once',
  plan: (random) => ({ target: 'order', durationMs: random.integer(1_200, 2_500) }),
  occupies: () => ['order'],
  begin: async (world) => {
    const order = world.stack.supervisor.get('order');
    order.kill('SIGSTOP');
    const orders = world.load.recent(wished);
    const published = Promise.allSettled(orders.map(({ orderId }) => publishRaw(world, wishOf(orderId))));
    return {
      heal: async () => {
        order.kill('SIGCONT');
        const stored = (await published).filter(({ status }) => status === 'fulfilled').length;
        return { cancelled: stored, orders: orders.length };
      },
    };
  },
};

/** Inventory is told that an order is cancelled while it has not been told of the order: the durable for it is gone. */
const cancelOvertakes: FaultKind = {
  family: 'clock',
  kind: 'cancel-overtakes-created',
  plan: () => ({ target: 'inventory-reserver', durationMs: 6_000 }),
  occupies: () => ['nats'],
  begin: async (world, { target }) => {
    const { manager, load } = world;
    await manager.consumers.delete(streamNames.orders, target);
    // Those that come in while nobody reserves.
    const cancels = load.cancelNext(wished);
    return {
      heal: async () => {
        await persist(() => manager.consumers.info(streamNames.orders, target), healWithinMs);
        return { cancelled: cancels.stop() };
      },
    };
  },
};

/** Messages that come more than once, out of their order, or from the beginning again. */
export const messageFaults: readonly FaultKind[] = [duplicated, replayed, twoFacts, cancelOvertakes];
