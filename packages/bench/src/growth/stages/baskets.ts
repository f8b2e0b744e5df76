import { costOf } from '../cost.ts';
import { order } from '../requests.ts';
import { addProducts, skuOf } from './products.ts';
import type { Stage } from './stage.ts';

const someOf = (count: number, from: number): readonly string[] => {
  const first = Math.floor(Math.random() * from);
  return Array.from({ length: count }, (_, index) => skuOf((first + index) % from));
};

/** Orders of more and more lines, then orders that all want the same few products. */
export const growBaskets: Stage = async ({ world, plan, notes, onProgress }) => {
  const products = Math.max(...plan.items, ...plan.hotSkus);
  await addProducts(world, 0, products);
  for (let repeat = 0; repeat <= plan.repeats; repeat++) {
    for (const size of plan.items) {
      onProgress(`${size} lines in an order`);
      const cost = await costOf(world, plan.operations, () => order(world, { skus: someOf(size, products) }));
      if (repeat > 0)
        notes.note({ grown: 'lines in an order', what: 'POST /orders, to the end of it', unit: 'CPU µs' }, size, cost);
    }
    for (const size of plan.hotSkus) {
      onProgress(`all orders on ${size} products`);
      const startedAt = performance.now();
      const cost = await costOf(world, plan.operations, () => order(world, { skus: someOf(1, size) }));
      const ms = (performance.now() - startedAt) / plan.operations;
      if (repeat === 0) continue;
      const grown = 'products that all orders are for';
      notes.note({ grown, what: 'POST /orders, to the end of it', unit: 'CPU µs' }, size, cost);
      notes.note({ grown, what: 'time for each of many, to the end of all', unit: 'ms' }, size, ms);
    }
  }
};
