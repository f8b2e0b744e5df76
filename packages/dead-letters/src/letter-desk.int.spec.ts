import { type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { headers as createHeaders, type NatsConnection } from '@nats-io/nats-core';
import { createTopology, durables, type OrderCreated, orderCreated } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import { type Bus, redriveSubject } from '@orderflow/eventbus';
import { connectNats, createJetStreamBus, ensureTopology } from '@orderflow/eventbus/jetstream';
import { startTestNats, type TestNats, waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLetterDesk, type LetterDesk } from './letter-desk.ts';

const mebibytes64 = 64 * 1024 ** 2;
const whole = createTopology({ ordersMaxBytes: mebibytes64, otherMaxBytes: mebibytes64 });
// Two minutes would be long to wait for.
const topology = { ...whole, streams: whole.streams.map((stream) => ({ ...stream, duplicateWindowMs: 1_000 })) };

const traceUiUrl = 'http://traces.example/trace';

const orderOf = (number: number): OrderCreated => ({
  orderId: `00000000-0000-8000-8000-${String(number).padStart(12, '0')}`,
  customerId: 'ada',
  items: [{ sku: 'TEAPOT', quantity: 1, unitPrice: { amount: 4900, currency: 'EUR' } }],
  totalAmount: { amount: 4900, currency: 'EUR' },
  paymentToken: 'tok_visa',
  fingerprint: 'ab'.repeat(32),
  createdAt: new Date('2026-01-01T00:00:00.000Z'),
});

let server: TestNats;
let connection: NatsConnection;
let manager: JetStreamManager;
let bus: Bus;
let desk: LetterDesk;
const broken = new Set<string>();
const reserved: OrderCreated[] = [];
const projected: OrderCreated[] = [];
const order = { dryRun: false, by: 'a test' };

const { reserver, projector } = { reserver: durables.inventoryReserver, projector: durables.orderProjector };
const letters = async () => (await desk.list({ limit: 100 })).letters;
/** Publishes an order that the reserver cannot take; resolves with the number of its dead letter. */
const failedOrder = async (number: number): Promise<number> => {
  const created = orderOf(number);
  broken.add(created.orderId);
  await bus.publish(orderCreated, created);
  const letter = await waitFor(
    async () => (await letters()).find(({ messageId }) => messageId.startsWith(created.orderId)),
    { describe: 'the dead letter' },
  );
  broken.delete(created.orderId);
  return letter.sequence;
};
const timesSeen = (seen: readonly OrderCreated[], number: number): number =>
  seen.filter(({ orderId }) => orderId === orderOf(number).orderId).length;
/** A later order shows that the durables have gone past everything before it. */
const passed = async (number: number): Promise<void> => {
  await bus.publish(orderCreated, orderOf(number));
  await waitFor(() => timesSeen(reserved, number) === 1 && timesSeen(projected, number) === 1, {
    describe: 'the order after it',
  });
};
/** Redrives of the reserver in the log: their identities and who asked for them. */
const redrivesInTheLog = async () => {
  const found: { id: string; by: string; data: Uint8Array }[] = [];
  const { state } = await manager.streams.info('ORDERS');
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    const message = await manager.streams.getMessage('ORDERS', { seq });
    if (message?.subject !== redriveSubject(reserver)) continue;
    const { header, data } = message;
    found.push({ id: header.get('Nats-Msg-Id'), by: header.get('dead-letter-redriven-by'), data });
  }
  return found;
};
/** What a process that is killed between storing the redrive and removing the letter leaves behind. */
const cutOffBeforeRemoval = (): LetterDesk => {
  const unable = Object.create(connection, {
    request: {
      value: (subject: string, ...rest: [Uint8Array]) =>
        subject.includes('.STREAM.MSG.DELETE.')
          ? Promise.reject(new Error('killed'))
          : connection.request(subject, ...rest),
    },
  }) as NatsConnection;
  return createLetterDesk(unable, traceUiUrl);
};

beforeAll(async () => {
  server = await startTestNats();
  connection = await connectNats({ servers: server.url, name: 'letters test' });
  manager = await jetstreamManager(connection);
  await ensureTopology(connection, topology);
  desk = createLetterDesk(connection, traceUiUrl);
  bus = createJetStreamBus({ connection, topology, source: '/test' });
  const reserve = async (created: OrderCreated) => {
    if (broken.has(created.orderId)) throw new AppError('VALIDATION_FAILED', 'nonsense');
    reserved.push(created);
  };
  bus.subscribe(orderCreated, async ({ payload }) => reserve(payload), reserver);
  bus.subscribe(orderCreated, async ({ payload }) => void projected.push(payload), projector);
  await bus.start();
});
afterAll(async () => {
  await bus?.drain();
  await connection?.close();
  await server?.stop();
});

describe('a redrive', () => {
  it('reaches the durable that failed and no other, says who asked, and takes the letter away', async () => {
    const sequence = await failedOrder(1);
    const redriven = await desk.redrive(sequence, order);
    expect(redriven).toMatchObject({
      outcome: 'redriven',
      durable: reserver,
      redrive: { stream: 'ORDERS', messageId: `${sequence}:redrive:1` },
    });
    await waitFor(() => timesSeen(reserved, 1) === 1, { describe: 'the redriven order' });
    await passed(2);
    expect(timesSeen(projected, 1)).toBe(1);
    expect(await letters()).toEqual([]);
    expect((await redrivesInTheLog()).at(-1)).toMatchObject({ id: `${sequence}:redrive:1`, by: 'a test' });
  });

  it('of a letter that is gone is refused', async () => {
    await expect(desk.redrive(1, order)).rejects.toThrow(/no dead letter #1: it was redriven/);
    await expect(desk.discard(99, order)).rejects.toThrow(/no dead letter #99/);
  });

  it('goes as it was edited, and not at all when the event cannot carry the edit', async () => {
    const sequence = await failedOrder(5);
    const { payload } = await desk.show(sequence);
    await expect(desk.redrive(sequence, { ...order, payload: { ...payload, custmerId: 'x' } })).rejects.toThrow(
      /custmerId would become nothing/,
    );
    await desk.redrive(sequence, { ...order, payload: { ...payload, customerId: 'grace' } });
    await waitFor(() => timesSeen(reserved, 5) === 1, { describe: 'the edited order' });
    expect(reserved.at(-1)).toEqual({ ...orderOf(5), customerId: 'grace' });
  });

  it('that fails again is another letter', async () => {
    const sequence = await failedOrder(6);
    broken.add(orderOf(6).orderId);
    await desk.redrive(sequence, order);
    const again = await waitFor(async () => (await letters())[0], { describe: 'the second dead letter' });
    expect(again).toMatchObject({ durable: reserver, event: 'orders.created', messageId: `${sequence}:redrive:1` });
    expect(again.sequence).toBeGreaterThan(sequence);
    expect(await desk.discard(again.sequence, order)).toMatchObject({ outcome: 'discarded' });
    expect(await letters()).toEqual([]);
  });

  it('that is only tried changes nothing', async () => {
    const sequence = await failedOrder(7);
    const before = (await redrivesInTheLog()).length;
    expect(await desk.redrive(sequence, { ...order, dryRun: true })).toMatchObject({
      outcome: 'would_be_redriven',
      payload: { customerId: 'ada' },
    });
    expect(await desk.discard(sequence, { ...order, dryRun: true })).toMatchObject({ outcome: 'would_be_discarded' });
    expect(await redrivesInTheLog()).toHaveLength(before);
    expect((await letters()).map((letter) => letter.sequence)).toEqual([sequence]);
    await desk.discard(sequence, order);
  });
});

describe('a redrive that was cut off before the letter was removed', () => {
  /** Resolves once the server has forgotten the identities it saw before. */
  const forgetDuplicates = async () => {
    const probe = () => jetstream(connection).publish('orders.probe', '', { msgID: 'probe' });
    await probe();
    await waitFor(async () => !(await probe()).duplicate, { describe: 'the end of the duplicate window' });
  };

  it('is only completed by the next, however late: it does not run twice', async () => {
    const sequence = await failedOrder(10);
    await expect(cutOffBeforeRemoval().redrive(sequence, order)).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    await waitFor(() => timesSeen(reserved, 10) === 1, { describe: 'the redriven order' });
    expect((await letters()).map((letter) => letter.sequence)).toEqual([sequence]);
    await forgetDuplicates();
    const dry = await desk.redrive(sequence, { ...order, dryRun: true });
    expect(dry.outcome).toBe('would_be_completed');
    const completed = await desk.redrive(sequence, order);
    expect(completed).toMatchObject({ outcome: 'completed', redrive: { messageId: `${sequence}:redrive:1` } });
    expect(await letters()).toEqual([]);
    await passed(11);
    expect(timesSeen(reserved, 10)).toBe(1);
  });

  it('runs once more when a person asks for it, under an identity of its own', async () => {
    const sequence = await failedOrder(12);
    await expect(cutOffBeforeRemoval().redrive(sequence, order)).rejects.toThrow(AppError);
    const again = await desk.redrive(sequence, { ...order, again: true });
    expect(again).toMatchObject({ outcome: 'redriven', redrive: { messageId: `${sequence}:redrive:2` } });
    await waitFor(() => timesSeen(reserved, 12) === 2, { describe: 'both' });
    expect(await letters()).toEqual([]);
  });

  it('is not mistaken for one with another payload', async () => {
    const sequence = await failedOrder(13);
    const { payload } = await desk.show(sequence);
    await expect(cutOffBeforeRemoval().redrive(sequence, order)).rejects.toThrow(AppError);
    const edited = { ...order, payload: { ...payload, customerId: 'grace' } };
    await expect(desk.redrive(sequence, edited)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    expect((await letters()).map((letter) => letter.sequence)).toEqual([sequence]);
    expect(await desk.redrive(sequence, { ...edited, again: true })).toMatchObject({ outcome: 'redriven' });
    await waitFor(() => reserved.at(-1)?.customerId === 'grace' && timesSeen(reserved, 13) === 2, { describe: 'both' });
  });

  it('of two at the same moment, one is sent', async () => {
    const sequence = await failedOrder(14);
    const both = await Promise.allSettled([desk.redrive(sequence, order), desk.redrive(sequence, order)]);
    expect(both.some(({ status }) => status === 'fulfilled')).toBe(true);
    await passed(15);
    expect(timesSeen(reserved, 14)).toBe(1);
    expect(await letters()).toEqual([]);
  });
});

describe('many letters', () => {
  it('are found by durable, event and code, in pages', async () => {
    const sequences = [await failedOrder(20), await failedOrder(21), await failedOrder(22)];
    await bus.publish({ ...orderCreated, version: 9 }, orderOf(23));
    await waitFor(async () => (await letters()).length === 5, { describe: 'a letter of each durable' });
    const find = async (filter: object) =>
      (await desk.list({ limit: 100, ...filter })).letters.map((letter) => letter.sequence);
    expect(await find({ durable: reserver, code: 'VALIDATION_FAILED' })).toEqual(sequences);
    expect(await find({ code: 'UNKNOWN_EVENT' })).toHaveLength(2);
    expect(await find({ code: 'UNKNOWN_EVENT', durable: projector })).toHaveLength(1);
    expect(await find({ event: 'orders.created', durable: reserver })).toHaveLength(4);
    expect(await find({ event: 'orders.cancelled' })).toEqual([]);
    await expect(find({ durable: 'nobody' })).rejects.toThrow(/no durable nobody: there are inventory-reserver,/);
    const first = await desk.list({ limit: 2, code: 'VALIDATION_FAILED' });
    expect(first.next).toBe(sequences[1]);
    const second = await desk.list({ limit: 2, code: 'VALIDATION_FAILED', after: first.next ?? 0 });
    expect(second).toMatchObject({ letters: [{ sequence: sequences[2] }], next: null });
  });

  it('are tried, redriven and discarded by the same filters, and the others stay', async () => {
    const wanted = { durable: reserver, code: 'VALIDATION_FAILED', limit: 2 };
    const tried = await desk.redriveAll(wanted, { ...order, dryRun: true });
    expect(tried.letters.map(({ outcome }) => outcome)).toEqual(['would_be_redriven', 'would_be_redriven']);
    const first = await desk.redriveAll(wanted, order);
    expect(first.letters.map(({ outcome }) => outcome)).toEqual(['redriven', 'redriven']);
    expect(first.next).toBe(first.letters[1]?.sequence);
    const rest = await desk.redriveAll({ ...wanted, after: first.next ?? 0 }, order);
    expect(rest).toMatchObject({ letters: [{ outcome: 'redriven' }], next: null });
    await waitFor(() => [20, 21, 22].every((number) => timesSeen(reserved, number) === 1), { describe: 'all' });
    const unknown = await desk.discardAll({ code: 'UNKNOWN_EVENT', limit: 100 }, order);
    expect(unknown.letters.map(({ outcome }) => outcome)).toEqual(['discarded', 'discarded']);
    expect(await letters()).toEqual([]);
  });

  it('that fail again are not redriven again by the same order', async () => {
    const sequences = [await failedOrder(30), await failedOrder(31)];
    for (const number of [30, 31]) broken.add(orderOf(number).orderId);
    const { letters: handled } = await desk.redriveAll({ durable: reserver, limit: 100 }, order);
    expect(handled.map(({ sequence }) => sequence)).toEqual(sequences);
    await waitFor(async () => (await letters()).length === 2, { describe: 'the letters of the redrives' });
    for (const number of [30, 31]) broken.delete(orderOf(number).orderId);
    await desk.discardAll({ limit: 100 }, order);
  });
});

describe('the view of a letter', () => {
  const publishTraced = async (number: number, flags: string) => {
    const set = createHeaders();
    set.append('ce-type', 'orders.created');
    set.append('traceparent', `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-${flags}`);
    const created = orderOf(number);
    broken.add(created.orderId);
    const data = orderCreated.codec.encode(created);
    connection.publish('orders.created', data, { headers: set });
    const letter = await waitFor(
      async () => {
        const found = (await letters()).at(-1);
        return found && (await desk.show(found.sequence)).payload.orderId === created.orderId ? found : undefined;
      },
      { describe: 'the letter' },
    );
    broken.delete(created.orderId);
    return letter;
  };

  it('links to the trace when somebody has stored that', async () => {
    const sampled = await publishTraced(40, '01');
    const url = 'http://traces.example/trace/0af7651916cd43dd8448eb211c80319c';
    expect(sampled.trace).toEqual({ id: '0af7651916cd43dd8448eb211c80319c', url });
    expect((await publishTraced(41, '00')).trace).toEqual({ id: '0af7651916cd43dd8448eb211c80319c', url: null });
    expect((await publishTraced(42, 'no')).trace).toBeNull();
    await desk.discardAll({ limit: 100 }, order);
  });

  it('holds what is needed to understand it', async () => {
    const sequence = await failedOrder(43);
    const letter = await desk.show(sequence);
    expect(letter).toMatchObject({ code: 'VALIDATION_FAILED', reason: 'nonsense', subject: 'orders.created' });
    expect(letter.stack).toContain('AppError: nonsense');
    expect(letter.headers).toContainEqual({ name: 'ce-type', value: 'orders.created' });
    expect(letter.payload).toMatchObject({ customerId: 'ada', paymentToken: 'tok_visa' });
    await desk.discard(sequence, order);
  });
});
