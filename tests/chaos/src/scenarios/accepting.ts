import { streamNames } from '@orderflow/contracts';
import type { Scenario } from './scenario.ts';

/** The log takes no orders for a while. */
export const ordersRefused: Scenario = {
  name: 'orders refused',
  what: 'the stream ORDERS takes nothing; three orders are posted, and repeated later where they were refused',
  run: async ({ client, log, product }) => {
    const sku = await product();
    const open = await log.refuse(streamNames.orders);
    const keys = ['a', 'b', 'c'];
    const answers = await Promise.all(keys.map((key) => client.post({ sku, key })));
    await open();
    for (const [i, key] of keys.entries()) if (answers[i]?.status !== 202) await client.order({ sku, key });
  },
};

export const anotherBody: Scenario = {
  name: 'another body',
  what: 'a key is used again: with the same body, then with another one',
  run: async ({ client, product }) => {
    const sku = await product();
    await client.order({ sku, key: 'once' });
    await client.order({ sku, key: 'once' });
    await client.post({ sku, key: 'once', quantity: 7 });
  },
};

export const killedUnanswered: Scenario = {
  name: 'killed unanswered',
  what: 'order dies when the log has stored an order and nobody knows; the client repeats with the same key',
  run: async ({ client, dieAt, resume, product }) => {
    const sku = await product();
    const key = 'unanswered';
    await dieAt('order', 'accept.before_puback', () => client.post({ sku, key }));
    await resume('order');
    await client.order({ sku, key });
  },
};

export const heldProjection: Scenario = {
  name: 'held projection',
  what: 'the rows of orders cannot be written; an order is posted and asked for at its Location',
  run: async ({ client, databases, product }) => {
    const sku = await product();
    const release = await databases.holdWrites('order', 'orders');
    const order = await client.order({ sku });
    await client.get(order);
    await release();
  },
};
