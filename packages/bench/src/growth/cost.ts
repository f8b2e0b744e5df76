import { startCpuMeter } from '../world/cpu-meter.ts';
import { untilAtRest } from '../world/rest.ts';
import type { World } from '../world/world.ts';
import { inParallel } from './requests.ts';

const restWithinSeconds = 60;

/** CPU µs of our services, NATS and Postgres for one of `count` operations, with all that they set off. */
export const costOf = async (
  world: World,
  count: number,
  operation: (index: number) => Promise<unknown>,
): Promise<number> => {
  const cpu = startCpuMeter(world);
  await inParallel(world, count, operation);
  await untilAtRest(world, restWithinSeconds);
  return cpu().total / count;
};
