import { durables, streamNames } from '@orderflow/contracts';
import { waitFor } from '@orderflow/testkit';
import type { Answer } from '../support/client.ts';
import type { World } from '../support/world.ts';
import type { Scenario } from './scenario.ts';

const { inventoryReserver, inventorySettler } = durables;
const longMs = 30_000;

const orders = async ({ client }: World, sku: string, count: number): Promise<readonly Answer[]> =>
  await Promise.all(Array.from({ length: count }, () => client.order({ sku })));

const reservedRows = async ({ row }: World, made: readonly Answer[]): Promise<void> => {
  for (const { orderId } of made) await row('inventory', 'select 1 from reservations where order_id = $1', [orderId]);
};

export const killedWriting: Scenario = {
  name: 'killed writing',
  what: 'inventory dies while a reservation waits to be written',
  run: async (world) => {
    const { product, databases, stack, log, giveChance, resume } = world;
    const sku = await product();
    const release = await databases.holdWrites('inventory', 'reservations');
    await orders(world, sku, 3);
    await databases.writeWaits('inventory');
    await giveChance(async () => (await log.unacked(inventoryReserver)) === 0);
    stack.kill('inventory');
    await stack.halt('inventory');
    await release();
    await resume('inventory');
  },
};

export const answersRefused: Scenario = {
  name: 'answers refused',
  what: 'the stream INVENTORY takes nothing for a while: stock is reserved and cannot be told',
  run: async (world) => {
    const { product, log, giveChance } = world;
    const sku = await product();
    const open = await log.refuse(streamNames.inventory);
    try {
      // One: at the first answer that is refused, inventory leaves what comes after it alone.
      await reservedRows(world, await orders(world, sku, 1));
      await giveChance(async () => (await log.unacked(inventoryReserver)) === 0);
    } finally {
      await open();
    }
  },
};

export const cancelOvertakes: Scenario = {
  name: 'cancel overtakes',
  what: 'inventory dies with a new order in its hands, and hears of its cancellation before the order comes again',
  run: async ({ client, product, log, dieAt, resume, orderIs }) => {
    const sku = await product();
    await log.ackWaits(60_000, inventoryReserver);
    const wish = { sku, key: 'overtaken' };
    await dieAt('inventory', 'handler.before_write', () => client.order(wish));
    const order = await client.order(wish);
    await orderIs(order, 'created_at is not null');
    await client.cancel(order);
    await orderIs(order, "decision = 'cancelled'");
    await resume('inventory');
    const settled = async (durable: string) => (await log.pending(durable)) + (await log.unacked(durable)) === 0;
    await waitFor(() => settled(inventorySettler), { timeoutMs: longMs, describe: 'the cancellation to be settled' });
    await log.ackWaits(1_000, inventoryReserver);
    await waitFor(() => settled(inventoryReserver), { timeoutMs: longMs, describe: 'the order to come again' });
  },
};

export const killedAfterCommit: Scenario = {
  name: 'killed after commit (inventory)',
  what: 'inventory dies when reservations are committed and nobody is told',
  run: async (world) => {
    const { product, dieAt, resume } = world;
    const sku = await product();
    await dieAt('inventory', 'handler.after_commit', () => orders(world, sku, 3));
    await resume('inventory');
  },
};

export const killedReleasing: Scenario = {
  name: 'killed releasing',
  what: 'inventory dies when the goods of a cancelled order have gone back; another order still holds the same goods',
  run: async (world) => {
    const { client, product, stack, log, dieAt, resume, orderIs } = world;
    const sku = await product();
    await stack.halt('payment');
    const [first, second] = await orders(world, sku, 2);
    if (!first || !second) throw new Error('two orders were wanted');
    for (const order of [first, second]) await orderIs(order, "reservation = 'reserved'");
    await dieAt('inventory', 'settle.after_commit', () => client.cancel(first));
    await resume('inventory');
    await waitFor(async () => (await log.unacked(inventorySettler)) === 0, {
      timeoutMs: longMs,
      describe: 'the cancellation to be settled',
    });
    await resume('payment');
  },
};

export const declined: Scenario = {
  name: 'declined',
  what: 'the card of an order is declined',
  run: async ({ client, product, orderIs }) => {
    const order = await client.order({ sku: await product(), token: 'tok_chargeDeclined' });
    await orderIs(order, "decision = 'cancelled'");
  },
};

export const scarce: Scenario = {
  name: 'scarce',
  what: 'six orders want what there are three of',
  run: async (world) => {
    const sku = await world.product(3);
    await world.tamper();
    for (const made of await orders(world, sku, 6)) await world.orderIs(made, 'reservation is not null');
  },
};

export const oneSkuInOneBatch: Scenario = {
  name: 'one sku in one batch',
  what: "while inventory's writes are held up two orders for the same goods come in, to be written together",
  run: async (world) => {
    const { product, databases, log } = world;
    const sku = await product();
    const release = await databases.holdWrites('inventory', 'stock');
    await orders(world, sku, 1);
    await databases.writeWaits('inventory');
    await orders(world, sku, 2);
    await waitFor(async () => (await log.unacked(inventoryReserver)) >= 3, {
      timeoutMs: longMs,
      describe: 'both orders to wait for the same batch',
    });
    await release();
  },
};

export const postgresAway: Scenario = {
  name: 'Postgres away',
  what: 'Postgres is down for two seconds with orders to be handled',
  run: async (world) => {
    const { product, stack, log } = world;
    const sku = await product();
    await stack.halt('postgres');
    await orders(world, sku, 3);
    const startedMs = performance.now();
    await waitFor(async () => (await log.unacked(inventoryReserver)) > 0 || performance.now() - startedMs > 1_000);
    await waitFor(() => performance.now() - startedMs > 2_000);
    await stack.resume('postgres');
  },
};

export const durableLost: Scenario = {
  name: 'durable lost',
  what: "inventory's durable is deleted while inventory is down, and made again where it was",
  run: async (world) => {
    const { product, stack, log, resume, orderIs, tamper } = world;
    const sku = await product();
    await stack.halt('inventory');
    const makeAgain = await log.lose(inventoryReserver);
    const undo = await tamper();
    const made = await orders(world, sku, 2);
    for (const order of made) await orderIs(order, 'created_at is not null');
    await waitFor(async () => (await log.unacked(durables.orderProjector)) === 0, {
      describe: 'order to have read them',
    });
    await undo();
    await makeAgain();
    await resume('inventory');
  },
};
