import type { NatsConnection } from '@nats-io/transport-node';
import { createTopology, durables, type OrderCreated, orderCreated } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import type { Bus } from '@orderflow/eventbus';
import { connectNats, createJetStreamBus, ensureTopology, listDeadLetters } from '@orderflow/eventbus/jetstream';
import { startTestNats, type TestNats, waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lettersOf, redriveLetter, removeLetter, requireLetter } from './handle-letter.ts';
import { fromText, toText } from './payload-text.ts';

const mebibytes64 = 64 * 1024 ** 2;
const topology = createTopology({ ordersMaxBytes: mebibytes64, otherMaxBytes: mebibytes64 });

const order = (number: number): OrderCreated => ({
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
let bus: Bus;
const broken = new Set<string>();
const reserved: OrderCreated[] = [];
const projected: OrderCreated[] = [];

const letters = () => listDeadLetters(connection, topology);
/** Publishes an order that the reserver cannot take; resolves with the number of its dead letter. */
const failedOrder = async (number: number): Promise<number> => {
  const created = order(number);
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
  seen.filter(({ orderId }) => orderId === order(number).orderId).length;

beforeAll(async () => {
  server = await startTestNats();
  connection = await connectNats({ servers: server.url, name: 'dlq test' });
  await ensureTopology(connection, topology);
  bus = createJetStreamBus({ connection, topology, source: '/test' });
  const reserve = async (created: OrderCreated) => {
    if (broken.has(created.orderId)) throw new AppError('VALIDATION_FAILED', 'nonsense');
    reserved.push(created);
  };
  bus.subscribe(orderCreated, async ({ payload }) => reserve(payload), durables.inventoryReserver);
  bus.subscribe(orderCreated, async ({ payload }) => void projected.push(payload), durables.orderProjector);
  await bus.start();
});
afterAll(async () => {
  await bus?.drain();
  await connection?.close();
  await server?.stop();
});

describe('a dead letter', () => {
  it('that is redriven reaches its durable and no other, and is gone', async () => {
    const letter = await requireLetter(connection, await failedOrder(1));
    const redriven = await redriveLetter(connection, letter);
    expect(redriven).toMatchObject({ durable: durables.inventoryReserver, stream: 'ORDERS' });
    await waitFor(() => timesSeen(reserved, 1) === 1, { describe: 'the redriven order' });
    // A later order shows that the other durable has gone past it.
    await bus.publish(orderCreated, order(2));
    await waitFor(() => timesSeen(projected, 2) === 1, { describe: 'the order after it' });
    expect(timesSeen(projected, 1)).toBe(1);
    expect(await letters()).toEqual([]);
  });

  it('cannot be redriven a second time, and one that somebody holds is not sent twice', async () => {
    const sequence = await failedOrder(3);
    const letter = await requireLetter(connection, sequence);
    await redriveLetter(connection, letter);
    await expect(requireLetter(connection, sequence)).rejects.toThrow(/no dead letter #\d+: it was redriven/);
    await expect(redriveLetter(connection, letter)).rejects.toThrow(`Dead letter #${sequence} is gone already.`);
    await expect(redriveLetter(connection, letter, Buffer.from('x'))).rejects.toThrow(/the edit was not sent/);
    await bus.publish(orderCreated, order(4));
    await waitFor(() => timesSeen(reserved, 4) === 1, { describe: 'the order after it' });
    expect(timesSeen(reserved, 3)).toBe(1);
  });

  it('goes as it was edited', async () => {
    const letter = await requireLetter(connection, await failedOrder(5));
    const text = toText(orderCreated.type, letter.data).replace('"ada"', '"grace"');
    await redriveLetter(connection, letter, fromText(orderCreated.type, text));
    await waitFor(() => timesSeen(reserved, 5) === 1, { describe: 'the edited order' });
    expect(reserved.at(-1)).toEqual({ ...order(5), customerId: 'grace' });
  });

  it('that fails again is another one', async () => {
    const sequence = await failedOrder(6);
    const letter = await requireLetter(connection, sequence);
    broken.add(order(6).orderId);
    await redriveLetter(connection, letter);
    const again = await waitFor(async () => (await letters())[0], { describe: 'the second dead letter' });
    expect(again).toMatchObject({ durable: durables.inventoryReserver, messageId: `${sequence}:redrive:1` });
    expect(await lettersOf(connection, durables.inventoryReserver)).toEqual([again.sequence]);
    await removeLetter(connection, again.sequence);
    expect(await letters()).toEqual([]);
  });

  it('of a durable that does not exist is asked for in vain', async () => {
    await expect(lettersOf(connection, 'nobody')).rejects.toThrow(/no durable nobody: there are inventory-reserver,/);
    await expect(removeLetter(connection, 99)).rejects.toThrow('Dead letter #99 is gone already.');
  });
});

describe('the text of a payload', () => {
  it('is refused when the event cannot carry it, and hex where it cannot be decoded', () => {
    expect(() => fromText(orderCreated.type, '{"orderId": ""}')).toThrow(/The edited payload is no orders.created: /);
    expect(() => fromText(orderCreated.type, 'nonsense')).toThrow(AppError);
    expect(Buffer.from(fromText('orders.created', toText('orders.created', Buffer.from('\xff', 'latin1'))))).toEqual(
      Buffer.from([0xff]),
    );
  });
});
