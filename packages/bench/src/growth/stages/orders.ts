import { waitUntil } from '@orderflow/local-stack';
import { startCpuMeter } from '../../world/cpu-meter.ts';
import { untilAtRest } from '../../world/rest.ts';
import type { World } from '../../world/world.ts';
import { costOf } from '../cost.ts';
import { growTo, inDatabase } from '../databases.ts';
import { inParallel, order, request } from '../requests.ts';
import type { Stage } from './stage.ts';

const grown = 'orders in the tables';
const basket = { skus: ['TEAPOT'] };
const sampled = 1_000;
const pagesIn = 20;
const endWithinMs = 60_000;

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

/** CPU µs for one order that its deadline ends: while nothing is paid, the deadline of all of them passes at once. */
const sweepCost = async (world: World, count: number): Promise<number> => {
  const payment = world.stack.supervisor.get('payment');
  payment.kill('SIGSTOP');
  try {
    await inParallel(world, count, () => order(world, basket));
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
      await client.query('update orders set deadline_at = now(), due_at = now() where due_at is not null');
      await untilNoneIsOpen(world);
      return cpu().total / count;
    });
  } finally {
    payment.kill('SIGCONT');
  }
};

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
      [`GET /orders, 50 of all, page ${pagesIn + 1}`]: () => request(`${url}/orders?limit=50&cursor=${after}`),
      'POST /orders, to the end of it': () => order(world, basket),
      'POST /orders and its cancel, to the end of both': async () => {
        const { location } = await order(world, basket);
        await request(new URL(`${location.pathname}/cancel${location.search}`, location), { method: 'POST' });
      },
    };
    for (let repeat = 0; repeat <= plan.repeats; repeat++) {
      for (const [what, operation] of Object.entries(operations)) {
        const cost = await costOf(world, plan.operations, operation);
        // The first round is to warm up.
        if (repeat > 0) notes.note({ grown, what, unit: 'CPU µs' }, size, cost);
      }
      const swept = await sweepCost(world, plan.operations);
      await untilAtRest(world, endWithinMs / 1_000);
      if (repeat > 0) notes.note({ grown, what: 'an order that its deadline ends', unit: 'CPU µs' }, size, swept);
    }
  }
};
