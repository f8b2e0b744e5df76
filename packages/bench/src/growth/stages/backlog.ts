import { AppError } from '@orderflow/errors';
import { serviceNames, waitUntil } from '@orderflow/local-stack';
import { proportionalSetSize } from '../../machine/memory.ts';
import { startCpuMeter } from '../../world/cpu-meter.ts';
import { untilAtRest } from '../../world/rest.ts';
import type { World } from '../../world/world.ts';
import { inDatabase } from '../databases.ts';
import { inParallel, order } from '../requests.ts';
import type { Stage } from './stage.ts';

const grown = 'orders in a backlog';
const drainWithinSeconds = 600;
const lookEveryMs = 500;

/** Rejects when an order came to another end than that which is measured: that would have been cheaper. */
const expectAllConfirmed = (world: World, most: number): Promise<void> =>
  inDatabase(world, 'order', async (client) => {
    const { rows } = await client.query<{ others: number }>(
      "select count(*)::integer as others from orders where decision is distinct from 'confirmed'",
    );
    const others = rows[0]?.others ?? 0;
    if (others > 0) throw new AppError('INTERNAL', `Of a backlog of ${most} orders ${others} were not confirmed.`);
  });

/** Orders are accepted while inventory is down; it comes back and all that is left to be done is done. */
export const growBacklog: Stage = async ({ world, plan, notes, onProgress }) => {
  const { stack } = world;
  const inventory = stack.supervisor.get('inventory');
  for (const size of plan.backlog) {
    onProgress(`${size} ${grown}`);
    await inventory.stop('held');
    await inParallel(world, size, () => order(world, { skus: ['TEAPOT'] }));
    await inventory.resume();
    const cpu = startCpuMeter(world);
    const startedAt = performance.now();
    const most = new Map<string, number>();
    const look = (): void => {
      for (const name of serviceNames) {
        const { pid } = stack.supervisor.get(name).state();
        most.set(name, Math.max(most.get(name) ?? 0, proportionalSetSize(pid)));
      }
    };
    const timer = setInterval(look, lookEveryMs);
    try {
      await inDatabase(world, 'order', (client) =>
        waitUntil(
          async () => {
            look();
            const { rows } = await client.query('select from orders where due_at is not null limit 1');
            return rows.length === 0;
          },
          { timeoutMs: drainWithinSeconds * 1_000, describe: 'the backlog to be drained', signal: world.signal },
        ),
      );
      await untilAtRest(world, drainWithinSeconds);
    } finally {
      clearInterval(timer);
    }
    notes.note({ grown, what: 'an order of it', unit: 'CPU µs' }, size, cpu().total / size);
    notes.note(
      { grown, what: 'time for each, from the start of inventory on', unit: 'ms' },
      size,
      (performance.now() - startedAt) / size,
    );
    for (const [name, value] of most)
      notes.note({ grown, what: `memory of ${name} at most`, unit: 'MiB' }, size, value);
    await expectAllConfirmed(world, size);
  }
};
