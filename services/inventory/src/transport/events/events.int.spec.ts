import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredMsg } from '@nats-io/jetstream';
import {
  inventoryRejected,
  inventoryReserved,
  orderCancelled,
  orderConfirmed,
  orderCreated,
  orderRejected,
  streamNames,
  subjects,
} from '@orderflow/contracts';
import { waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InventoryApp } from '../../app.ts';
import {
  idOf,
  inventoryStream,
  openSurroundings,
  orderOf,
  type Surroundings,
  stocked,
  stockOf,
} from '../../inventory.spec.ts';

let around: Surroundings;
let app: InventoryApp;

beforeAll(async () => {
  around = await openSurroundings();
  // Two replicas share the durables: what one begins the other may go on with.
  [app] = [await around.openApp(), await around.openApp()];
});
afterAll(async () => {
  await around.close();
});

const at = new Date('2026-11-20T12:00:00.000Z');
const cancel = (orderId: string) =>
  around.neighbour.publish(orderCancelled, { orderId, reason: 'customer_request', detail: '', cancelledAt: at });
const confirm = (orderId: string) =>
  around.neighbour.publish(orderConfirmed, { orderId, paymentId: 'pi_1', confirmedAt: at });
/** The same event under an identity of its own, as after the log's duplicate window. */
const again = (orderId: string, items: Readonly<Record<string, number>>, n: number) =>
  around.neighbour.publish(orderCreated, orderOf(orderId, items), { messageId: `${orderId}:again:${n}` });

const answerTo = (orderId: string): Promise<StoredMsg> =>
  waitFor(
    async () => {
      const messages = await around.messagesIn(inventoryStream);
      return messages.find((one) => one.header.get('Nats-Msg-Id').startsWith(`${orderId}:`));
    },
    { describe: `an answer to ${orderId}` },
  );
/** Everything published so far was handled by both durables. */
const settled = () =>
  waitFor(
    async () => {
      for (const durable of ['inventory-reserver', 'inventory-settler']) {
        const { num_pending, num_ack_pending } = await around.manager.consumers.info(streamNames.orders, durable);
        if (num_pending + num_ack_pending > 0) return false;
      }
      return true;
    },
    { describe: 'the durables to be through' },
  );
const deadLetters = () => around.messagesIn(streamNames.deadLetters);

describe('an order', () => {
  it('is reserved, then sold when it is confirmed', async () => {
    await stocked(app, 'tea', 10);
    await around.neighbour.publish(orderCreated, orderOf(idOf('sold'), { tea: 4 }));
    const answer = await answerTo(idOf('sold'));
    expect(answer.subject).toBe(subjects.inventoryReserved);
    expect(inventoryReserved.codec.decode(answer.data)).toMatchObject({
      orderId: idOf('sold'),
      fingerprint: 'ab'.repeat(32),
    });
    expect(await stockOf(app, 'tea')).toEqual({ available: 6, reserved: 4, sold: 0 });
    await confirm(idOf('sold'));
    await settled();
    expect(await stockOf(app, 'tea')).toEqual({ available: 6, reserved: 0, sold: 4 });
  });

  it('is rejected whole when one of its skus is short', async () => {
    await stocked(app, 'milk', 1);
    await stocked(app, 'sugar', 10);
    await around.neighbour.publish(orderCreated, orderOf(idOf('short'), { sugar: 1, milk: 2 }));
    const answer = await answerTo(idOf('short'));
    expect(inventoryRejected.codec.decode(answer.data).short).toEqual([{ sku: 'milk', quantity: 2 }]);
    await around.neighbour.publish(orderRejected, { orderId: idOf('short'), reason: 'out_of_stock', rejectedAt: at });
    await settled();
    expect(await stockOf(app, 'sugar')).toEqual({ available: 10, reserved: 0, sold: 0 });
  });

  it('gives its stock back when it is cancelled, once', async () => {
    await stocked(app, 'jam', 10);
    await around.neighbour.publish(orderCreated, orderOf(idOf('back'), { jam: 4 }));
    await answerTo(idOf('back'));
    await cancel(idOf('back'));
    await settled();
    await around.neighbour.publish(
      orderCancelled,
      { orderId: idOf('back'), reason: 'deadline_passed', detail: '', cancelledAt: at },
      { messageId: `${idOf('back')}:again` },
    );
    await settled();
    expect(await stockOf(app, 'jam')).toEqual({ available: 10, reserved: 0, sold: 0 });
  });

  it('takes nothing when its cancel came first', async () => {
    await stocked(app, 'honey', 10);
    await cancel(idOf('late'));
    await settled();
    await around.neighbour.publish(orderCreated, orderOf(idOf('late'), { honey: 4 }));
    await settled();
    expect(await stockOf(app, 'honey')).toEqual({ available: 10, reserved: 0, sold: 0 });
    const messages = await around.messagesIn(inventoryStream);
    expect(messages.filter((one) => one.header.get('Nats-Msg-Id').startsWith(idOf('late')))).toEqual([]);
  });

  it('that comes again is answered again, under the same identity: the log keeps one answer', async () => {
    await stocked(app, 'bread', 10);
    await around.neighbour.publish(orderCreated, orderOf(idOf('again'), { bread: 3 }));
    for (let n = 0; n < 5; n++) await again(idOf('again'), { bread: 3 }, n);
    await answerTo(idOf('again'));
    await settled();
    const messages = await around.messagesIn(inventoryStream);
    expect(
      messages.filter((one) => one.header.get('Nats-Msg-Id') === `${idOf('again')}:inventory.reserved`),
    ).toHaveLength(1);
    expect(await stockOf(app, 'bread')).toEqual({ available: 7, reserved: 3, sold: 0 });
  });

  it('one of many that want the same sku: none is oversold, each gets its answer', async () => {
    await stocked(app, 'hot', 50);
    const ids = Array.from({ length: 200 }, (_, i) => idOf(`hot ${i}`));
    await Promise.all(ids.map((id) => around.neighbour.publish(orderCreated, orderOf(id, { hot: 1 }))));
    const answers = await waitFor(
      async () => {
        const messages = await around.messagesIn(inventoryStream);
        const found = messages.filter((one) => ids.includes(one.header.get('Nats-Msg-Id').split(':')[0] ?? ''));
        return found.length === ids.length && found;
      },
      { describe: '200 answers', timeoutMs: 20_000 },
    );
    expect(answers.filter(({ subject }) => subject === subjects.inventoryReserved)).toHaveLength(50);
    expect(await stockOf(app, 'hot')).toEqual({ available: 0, reserved: 50, sold: 0 });
  });

  it('that cannot be decoded is a dead letter, and the ones after it go on', async () => {
    await stocked(app, 'rice', 10);
    const broken = { ...orderCreated, codec: { ...orderCreated.codec, encode: () => Buffer.from('garbage') } };
    await around.neighbour.publish(broken, orderOf(idOf('broken'), { rice: 1 }));
    await around.neighbour.publish(orderCreated, orderOf(idOf('whole'), { rice: 1 }));
    await answerTo(idOf('whole'));
    const letters = await waitFor(async () => {
      const found = await deadLetters();
      return found.some(({ subject }) => subject === 'dead_letters.inventory-reserver') && found;
    });
    expect(letters.map(({ header }) => header.get('dead-letter-code'))).toEqual(['UNDECODABLE']);
  });
});

describe('an order that nobody can have placed', () => {
  it('is a dead letter that says why', async () => {
    const before = (await deadLetters()).length;
    await cancel('not-an-order');
    const letter = await waitFor(async () => (await deadLetters())[before], { describe: 'the dead letter' });
    expect(letter.header.get('dead-letter-code')).toBe('UNDECODABLE');
    expect(letter.header.get('dead-letter-reason')).toContain('"not-an-order" is no UUID');
  });
});

describe('an outage', () => {
  it('of the database holds the orders, and makes no dead letter of any', async () => {
    await stocked(app, 'salt', 100);
    const lettersBefore = (await deadLetters()).length;
    await around.postgres.halt();
    const ids = Array.from({ length: 30 }, (_, i) => idOf(`away ${i}`));
    await Promise.all(ids.map((id) => around.neighbour.publish(orderCreated, orderOf(id, { salt: 1 }))));
    await waitFor(async () => (await app.http.inject('/readyz')).json().parts.database.state === 'degraded');
    expect((await app.http.inject('/readyz')).statusCode).toBe(200);
    const refused = await app.http.inject('/products');
    expect([refused.statusCode, refused.json().code]).toEqual([503, 'DEPENDENCY_UNAVAILABLE']);
    expect(refused.headers['retry-after']).toBeDefined();
    // What is in the log is told all the same.
    const url = '/products/salt/stock-adjustments';
    const asked = await app.http.inject({ method: 'POST', url, payload: { delta: 1, reason: 'found one' } });
    expect(asked.statusCode).toBe(202);
    expect((await app.http.inject(String(asked.headers.location))).statusCode).toBe(202);
    await around.postgres.start();
    await settled();
    expect(await stockOf(app, 'salt')).toMatchObject({ available: 71, reserved: 30 });
    expect((await deadLetters()).length).toBe(lettersBefore);
  });

  it('of the log refuses what changes something, goes on reading, and recovers by itself', async () => {
    await stocked(app, 'pepper', 10);
    await around.nats.halt();
    await waitFor(async () => (await app.http.inject('/readyz')).statusCode === 503, { describe: 'not ready' });
    expect(await stockOf(app, 'pepper')).toEqual({ available: 10, reserved: 0, sold: 0 });
    const put = await app.http.inject({
      method: 'PUT',
      url: '/products/new',
      headers: { 'if-none-match': '*' },
      payload: { name: 'New', price: { amount: 1, currency: 'EUR' } },
    });
    expect([put.statusCode, put.json().code]).toEqual([503, 'LOG_UNAVAILABLE']);
    const adjustment = {
      method: 'POST',
      url: '/products/pepper/stock-adjustments',
      payload: { delta: 1, reason: 'x' },
    } as const;
    const asked = await app.http.inject(adjustment);
    expect(asked.statusCode).toBe(503);
    expect(asked.headers['retry-after']).toBeDefined();
    await around.nats.start();
    await waitFor(async () => (await app.http.inject('/readyz')).statusCode === 200, { timeoutMs: 20_000 });
    await around.neighbour.publish(orderCreated, orderOf(idOf('after'), { pepper: 1 }));
    await answerTo(idOf('after'));
  });
});

describe('what inventory publishes', () => {
  it('carries the headers that docs/events.md lists, and no others', async () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../../docs/events.md'), 'utf8');
    const section = page.slice(page.indexOf('## Headers'), page.indexOf('## Streams'));
    const listed = [...section.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, name]) => name);
    const { header } = await answerTo(idOf('sold'));
    expect(header.keys().filter((name) => !listed.includes(name))).toEqual([]);
    const always = listed.filter((name) => !name?.startsWith('trace'));
    expect(always.filter((name) => !header.keys().includes(name!))).toEqual([]);
    expect(
      Object.fromEntries(
        ['Nats-Msg-Id', 'ce-id', 'ce-type', 'ce-source', 'ce-dataversion'].map((name) => [name, header.get(name)]),
      ),
    ).toEqual({
      'Nats-Msg-Id': `${idOf('sold')}:inventory.reserved`,
      'ce-id': `${idOf('sold')}:inventory.reserved`,
      'ce-type': 'inventory.reserved',
      'ce-source': '/orderflow/inventory',
      'ce-dataversion': '1',
    });
  });

  it('is counted by outcome', async () => {
    const { body } = await app.http.inject('/metrics');
    for (const outcome of ['reserved', 'rejected', 'sold', 'released', 'late']) {
      expect(body).toMatch(new RegExp(`stock_reservations_total\\{[^}]*outcome="${outcome}"`));
    }
  });
});
