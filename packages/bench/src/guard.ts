import { createNotes } from './figures/notes.ts';
import { measureAccept } from './measure/accept.ts';
import { cpuPerOrder, warmUp } from './measure/end-to-end.ts';
import { openLoop } from './measure/open-loop.ts';
import { measurePublish } from './measure/publish.ts';
import { quickPlan } from './plan.ts';
import { inWorld, type WorldOptions } from './world/world.ts';

/** What must not grow unnoticed: ratios, and a cost that is compared with a wide margin. */
export interface GuardResult {
  readonly acceptVsNoop: number;
  readonly publishVsRaw: number;
  /** At a low rate that every machine keeps up: less is saved by doing things together than at the highest. */
  readonly cpuMicrosPerOrder: number;
}

const rate = 100;
const seconds = 4;
const repeats = 2;
const closedLoopSeconds = 1;

/** One stack, no search and no spike: less than a minute. The least of the repeats counts: others only add to a cost. */
export const runGuard = (options: Pick<WorldOptions, 'env' | 'signal'>): Promise<GuardResult> =>
  inWorld(options, async (world) => {
    const notes = createNotes();
    await measurePublish({ world, repeats, seconds: quickPlan.limitSeconds, notes });
    await warmUp(world, quickPlan);
    const cpuMicrosPerOrder = cpuPerOrder(await openLoop({ world, phases: [{ rate, seconds }] }), 'total');
    await measureAccept({ world, repeats, seconds: closedLoopSeconds, notes });
    const figures = notes.figures();
    return {
      acceptVsNoop: figures['accept.vs_noop']?.min ?? Number.NaN,
      publishVsRaw: figures['publish.vs_raw']?.min ?? Number.NaN,
      cpuMicrosPerOrder,
    };
  });
