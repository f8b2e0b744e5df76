import { durables } from '@orderflow/contracts';
import { waitFor } from '@orderflow/testkit';
import type { Scenario } from './scenario.ts';

const { orderProjector, orderInventoryListener, orderPaymentListener } = durables;
const longMs = 30_000;

export const lateCancel: Scenario = {
  name: 'late cancel',
  what: 'order dies with a wish to cancel in its hands; the order is confirmed before the wish comes again',
  run: async ({ client, stack, log, dieAt, resume, orderIs, product }) => {
    const sku = await product();
    await stack.halt('payment');
    const order = await client.order({ sku });
    await orderIs(order, "reservation = 'reserved'");
    await log.ackWaits(60_000, orderProjector);
    await dieAt('order', 'handler.before_write', () => client.cancel(order));
    await resume('payment');
    await waitFor(async () => (await log.pending(orderPaymentListener)) > 0, {
      timeoutMs: longMs,
      describe: 'the approval to be in the log',
    });
    await resume('order');
    await orderIs(order, "payment = 'approved' and decision is not null");
    await log.ackWaits(1_000, orderProjector);
    await orderIs(order, 'cancel_requested_at is not null');
  },
};

export const killedAfterDecision: Scenario = {
  name: 'killed after commit (order)',
  what: 'order dies when a reservation is in its row and the payment is not asked for',
  run: async ({ client, stack, dieAt, resume, orderIs, product }) => {
    const sku = await product();
    await stack.halt('inventory');
    const order = await client.order({ sku });
    await orderIs(order, 'created_at is not null');
    await dieAt('order', 'handler.after_commit', () => resume('inventory'));
    await resume('order');
  },
};

export const twoFactsInOneBatch: Scenario = {
  name: 'two facts in one batch',
  what: "while order's writes are held up a wish to cancel and the approval of one order come in, to be written together",
  run: async ({ client, stack, log, databases, resume, orderIs, product }) => {
    const sku = await product();
    await stack.halt('payment');
    const order = await client.order({ sku });
    await orderIs(order, "reservation = 'reserved'");
    const release = await databases.holdWrites('order', 'orders');
    await client.order({ sku });
    await databases.writeWaits('order');
    await client.cancel(order);
    await resume('payment');
    await waitFor(
      async () =>
        (await log.unacked(orderProjector)) >= 2 &&
        (await log.unacked(orderPaymentListener)) >= 1 &&
        (await log.unacked(orderInventoryListener)) >= 1,
      { timeoutMs: longMs, describe: 'both facts to wait for the same batch' },
    );
    await release();
  },
};

export const deadlinePassed: Scenario = {
  name: 'deadline passed',
  what: 'the provider never says what became of a charge, and the deadline of the order passes',
  run: async ({ client, databases, row, product }) => {
    const sku = await product();
    const order = await client.order({ sku, token: 'tok_500' });
    await row('payment', 'select 1 from payments where order_id = $1 and due_at is not null', [order.orderId]);
    const past = "now() - interval '5 minutes'";
    const text = `update orders set deadline_at = ${past}, due_at = ${past} where order_id = $1`;
    await databases.query('order', text, [order.orderId]);
  },
};

export const poisoned: Scenario = {
  name: 'poison',
  what: 'two streams carry a message that cannot be read, under one Msg-Id, while DEAD_LETTERS takes nothing for a while',
  run: async ({ stack, log, client, poison, giveChance }) => {
    const open = await log.refuse('DEAD_LETTERS');
    const id = `${client.customerId}-poison`;
    const said = (): number => stack.log('order').split('a dead letter could not be stored').length;
    const before = said();
    await log.store('orders.cancel_requested', 'not protobuf', id);
    await log.store('inventory.reserved', 'not protobuf', id);
    poison.push(`${orderProjector}:${id}`, `${orderInventoryListener}:${id}`);
    await waitFor(() => said() >= before + 2, { timeoutMs: longMs, describe: 'both letters to be refused' });
    await giveChance(
      async () => (await log.unacked(orderProjector)) + (await log.unacked(orderInventoryListener)) === 0,
    );
    await open();
  },
};
