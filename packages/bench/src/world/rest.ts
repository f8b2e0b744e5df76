import { createTopology } from '@orderflow/contracts';
import { waitUntil } from '@orderflow/local-stack';
import type { World } from './world.ts';

const { durables } = createTopology();

/** Messages that are not delivered or not acknowledged yet, of all durables. */
const backlog = async ({ manager }: World): Promise<number> => {
  const infos = await Promise.all(durables.map(({ stream, name }) => manager.consumers.info(stream, name)));
  return infos.reduce((sum, info) => sum + info.num_pending + info.num_ack_pending, 0);
};

/** Until every message is settled: what an order sets off goes on after its end. */
export const untilAtRest = (world: World, withinSeconds: number): Promise<void> =>
  waitUntil(async () => (await backlog(world)) === 0, {
    timeoutMs: withinSeconds * 1_000,
    describe: 'every message to be settled',
    signal: world.signal,
  });
