import type { World } from '../../world/world.ts';
import type { GrowthNotes } from '../growth-line.ts';
import type { GrowthPlan } from '../plan.ts';

export interface StageOptions {
  /** A stack of its own. */
  readonly world: World;
  readonly plan: GrowthPlan;
  readonly notes: GrowthNotes;
  /** What is measured now, for people. */
  onProgress(what: string): void;
}

/** Grows one thing and notes what it does to the cost of others. */
export type Stage = (options: StageOptions) => Promise<void>;
