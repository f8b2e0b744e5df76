import { waitUntil } from '@orderflow/local-stack';
import type pg from 'pg';
import { startCpuMeter } from '../../world/cpu-meter.ts';
import { untilAtRest } from '../../world/rest.ts';
import type { World } from '../../world/world.ts';
import { costOf } from '../cost.ts';
import { growTo, inDatabase } from '../databases.ts';
import { type Accepted, inParallel, order, request } from '../requests.ts';
import type { Stage } from './stage.ts';

const grown = 'orders in the tables';
const basket = { skus: ['TEAPOT'] };
const sampled = 1_000;
const pagesIn = 10;
const endWithinMs = 60_000;

const neverOrdered = (): never => {
  throw new RangeError('there are not so many orders');
};

const untilNoneIsOpen = (world: World): Promise<void> =>
  inDatabase(world, 'order', (client) =>
    waitUntil(
      async () => {
        const { rows } = await client.query('select from orders where due_at is not null limit 1');
        return rows.length === 0;
      },
      { timeoutMs: endWithinMs, describe: 'every order to end', signal: world.signal },
    ),
  );

/** CPU µs to end one of `count` orders that wait for their payment, which nobody works on meanwhile. */
const costOfEnding = async (
  world: World,
  count: number,
  end: (orders: readonly Accepted[], client: pg.Client) => Promise<unknown>,
): Promise<number> => {
  const payment = world.stack.supervisor.get('payment');
  payment.kill('SIGSTOP');
  try {
    const orders: Accepted[] = [];
    await inParallel(world, count, async () => orders.push(await order(world, basket)));
    return await inDatabase(world, 'order', async (client) => {
      await waitUntil(
        async () => {
          const { rows } = await client.query<{ count: number }>(
            "select count(*)::integer from orders where due_at is not null and reservation = 'reserved'",
          );
          return rows[0]?.count === count;
        },
        { timeoutMs: endWithinMs, describe: 'every order to wait for its payment', signal: world.signal },
      );
      const cpu = startCpuMeter(world);
      await end(orders, client);
      await untilNoneIsOpen(world);
      return cpu().total / count;
    });
  } finally {
    payment.kill('SIGCONT');
    await untilAtRest(world, endWithinMs / 1_000);
  }
};

const cancelAll = (world: World) => (orders: readonly Accepted[]) =>
  inParallel(world, orders.length, async (index) => {
    const { location } = orders[index] ?? neverOrdered();
    await request(new URL(`${location.pathname}/cancel${location.search}`, location), { method: 'POST' });
  });

const passDeadlines = (_: unknown, client: pg.Client) =>
  client.query('update orders set deadline_at = now(), due_at = now() where due_at is not null');

/** Where the page begins that comes after so many others. */
const cursorAfter = async (url: string, pages: number): Promise<string> => {
  let cursor = '';
  for (let page = 0; page < pages; page++) {
    const { body } = await request(cursor === '' ? url : `${url}&cursor=${cursor}`);
    cursor = encodeURIComponent(String(body.nextCursor));
  }
  return cursor;
};

/** What there is to be done about one order, with ever more others in the tables. */
export const growOrders: Stage = async ({ world, plan, notes, onProgress }) => {
  const { order: url } = world.stack.urls;
  const { orderId: model } = await order(world, basket);
  await untilAtRest(world, endWithinMs / 1_000);
  for (const size of plan.orders) {
    onProgress(`${size} ${grown}`);
    await growTo(world, model, size);
    const ids = await inDatabase(world, 'order', async (client) => {
      const { rows } = await client.query<{ order_id: string }>(
        `select order_id from orders where decision is not null and order_id > gen_random_uuid()::text order by order_id limit ${sampled}`,
      );
      return rows.map(({ order_id }) => order_id);
    });
    const after = await cursorAfter(`${url}/orders?limit=50`, pagesIn);
    const operations: Readonly<Record<string, (index: number) => Promise<unknown>>> = {
      'GET /orders/:id': (index) => request(`${url}/orders/${ids[index % ids.length]}`),
      'GET /orders?customerId, 50 of them': (index) =>
        request(`${url}/orders?limit=50&customerId=grown-${index % 1_000}`),
      // All of them are confirmed: what is sought is not there.
      'GET /orders?customerId&status=CANCELLED': (index) =>
        request(`${url}/orders?status=CANCELLED&customerId=grown-${index % 1_000}`),
      [`GET /orders, 50 of all, page ${pagesIn + 1}`]: () => request(`${url}/orders?limit=50&cursor=${after}`),
      'POST /orders, to the end of it': () => order(world, basket),
    };
    for (let repeat = 0; repeat <= plan.repeats; repeat++) {
      for (const [what, operation] of Object.entries(operations)) {
        const cost = await costOf(world, plan.operations, operation);
        // The first round is to warm up.
        if (repeat > 0) notes.note({ grown, what, unit: 'CPU µs' }, size, cost);
      }
      for (const [what, end] of Object.entries({
        'POST /orders/:id/cancel, to the end of it': cancelAll(world),
        'an order that its deadline ends': passDeadlines,
      })) {
        const cost = await costOfEnding(world, plan.operations, end);
        if (repeat > 0) notes.note({ grown, what, unit: 'CPU µs' }, size, cost);
      }
    }
  }
};
