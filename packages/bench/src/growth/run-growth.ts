import { loadavg } from 'node:os';
import { commitOf, machineOf } from '@orderflow/local-stack';
import { endedBy } from '../ended-by.ts';
import type { Provenance } from '../result.ts';
import { versionsOf } from '../world/versions.ts';
import { inWorld, type WorldOptions } from '../world/world.ts';
import { createGrowthNotes, type GrowthLine } from './growth-line.ts';
import type { GrowthPlan } from './plan.ts';
import { growBacklog } from './stages/backlog.ts';
import { growBaskets } from './stages/baskets.ts';
import { growOrders } from './stages/orders.ts';
import { growProducts } from './stages/products.ts';
import { growReplicas } from './stages/replicas.ts';

/** The file that it writes. */
export interface GrowthResult {
  readonly provenance: Provenance;
  readonly lines: readonly GrowthLine[];
}

export interface GrowthOptions extends Pick<WorldOptions, 'env' | 'signal'> {
  readonly plan: GrowthPlan;
  /** What is measured now, for people. */
  onProgress(what: string): void;
}

const stages = [growOrders, growProducts, growBaskets, growReplicas, growBacklog];

/** An order that waits long for its turn is to have one: none is ended by its deadline but where that is what is measured. */
const deadlines = { ORDER_DEADLINE_SECONDS: '7200' };

/** How the cost of an order grows as the work grows: each stage on a stack of its own. */
export const runGrowth = (options: GrowthOptions): Promise<GrowthResult> =>
  endedBy(options.signal, options.plan, async (signal) => {
    const { plan, env, onProgress } = options;
    const begun = { at: performance.now(), startedAt: new Date().toISOString(), loadAverage: loadavg()[0] ?? 0 };
    const notes = createGrowthNotes();
    let versions: Provenance['versions'] | undefined;
    for (const stage of stages) {
      onProgress('starting a stack');
      await inWorld({ env: { ...env, ...deadlines }, signal }, async (world) => {
        versions ??= await versionsOf(world);
        await stage({ world, plan, notes, onProgress });
      });
    }
    return {
      provenance: {
        startedAt: begun.startedAt,
        plan: plan.name,
        commit: commitOf(),
        machine: machineOf(),
        versions: versions ?? { node: process.version, nats: 'unknown', postgres: 'unknown' },
        loadAverage: begun.loadAverage,
        seconds: Math.round((performance.now() - begun.at) / 1_000),
      },
      lines: notes.lines(),
    };
  });
