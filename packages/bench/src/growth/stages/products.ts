import { catalogBucket, encodeCatalogEntry } from '@orderflow/contracts';
import { seedProducts, waitUntil } from '@orderflow/local-stack';
import { proportionalSetSize } from '../../machine/memory.ts';
import type { World } from '../../world/world.ts';
import { costOf } from '../cost.ts';
import { inDatabase } from '../databases.ts';
import { inParallel, order, request } from '../requests.ts';
import type { Stage } from './stage.ts';

const grown = 'products';
const price = { amount: 1_000, currency: 'EUR' };
const stock = 1_000_000;
const followWithinMs = 120_000;

export const skuOf = (number: number): string => `GROWN-${number}`;

/** Puts products with these numbers where inventory keeps them, and waits until both services know the last. */
export const addProducts = async (world: World, from: number, to: number): Promise<void> => {
  await inDatabase(world, 'inventory', async (client) => {
    await client.query(
      `insert into stock (sku, available, received)
       select 'GROWN-' || number, $3::bigint, $3::bigint from generate_series($1::integer, $2::integer - 1) number`,
      [from, to, stock],
    );
    await client.query('vacuum analyze stock');
  });
  await inParallel(world, to - from, (index) => {
    const sku = skuOf(from + index);
    return world.nats.request(`$KV.${catalogBucket}.${sku}`, encodeCatalogEntry({ name: sku, price }), {
      timeout: followWithinMs,
    });
  });
  const known = async (): Promise<boolean> => {
    const { status } = await fetch(`${world.stack.urls.inventory}/products/${skuOf(to - 1)}`);
    return status === 200;
  };
  await waitUntil(known, { timeoutMs: followWithinMs, describe: 'the catalogue to be read', signal: world.signal });
};

const any = (size: number): string => skuOf(Math.floor(Math.random() * (size - seedProducts.length)));

/** Orders for any of them, and the memory of the two services that hold the catalogue. */
export const growProducts: Stage = async ({ world, plan, notes, onProgress }) => {
  const { inventory } = world.stack.urls;
  let there = seedProducts.length;
  for (const size of plan.products) {
    onProgress(`${size} ${grown}`);
    // One at least, so that all sizes order the same kind of product.
    const wanted = Math.max(size, seedProducts.length + 1);
    await addProducts(world, there - seedProducts.length, wanted - seedProducts.length);
    there = wanted;
    const operations: Readonly<Record<string, () => Promise<unknown>>> = {
      'POST /orders, to the end of it': () => order(world, { skus: [any(there)] }),
      'GET /products/:sku': () => request(`${inventory}/products/${any(there)}`),
      'GET /products, 50 of them': () => request(`${inventory}/products?limit=50`),
    };
    for (let repeat = 0; repeat <= plan.repeats; repeat++) {
      for (const [what, operation] of Object.entries(operations)) {
        const cost = await costOf(world, plan.operations, operation);
        if (repeat > 0) notes.note({ grown, what, unit: 'CPU µs' }, size, cost);
      }
    }
    for (const name of ['order', 'inventory'] as const) {
      const what = `memory of ${name}`;
      notes.note({ grown, what, unit: 'MiB' }, size, proportionalSetSize(world.stack.supervisor.get(name).state().pid));
    }
  }
};
