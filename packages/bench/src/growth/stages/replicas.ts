import { serviceNames } from '@orderflow/local-stack';
import { costOf } from '../cost.ts';
import { order } from '../requests.ts';
import type { Stage } from './stage.ts';

const about = { grown: 'processes of each service', what: 'POST /orders, to the end of it', unit: 'CPU µs' } as const;

/** The same orders, with the messages shared by more processes. Requests go to the first of order. */
export const growReplicas: Stage = async ({ world, plan, notes, onProgress }) => {
  let there = 1;
  for (const size of plan.replicas) {
    onProgress(`${size} ${about.grown}`);
    for (; there < size; there++) for (const name of serviceNames) await world.stack.startReplica(name);
    for (let repeat = 0; repeat <= plan.repeats; repeat++) {
      const cost = await costOf(world, plan.operations, () => order(world, { skus: ['TEAPOT'] }));
      if (repeat > 0) notes.note(about, size, cost);
    }
  }
};
