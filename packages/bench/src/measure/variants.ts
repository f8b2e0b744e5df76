import type { FigureName } from '../figures/catalogue.ts';
import type { Notes } from '../figures/notes.ts';
import type { Plan } from '../plan.ts';
import { inWorld, type WorldKind, type WorldOptions } from '../world/world.ts';
import { cpuPerOrder, warmUp } from './end-to-end.ts';
import { openLoop } from './open-loop.ts';

interface Variant {
  readonly figure: FigureName;
  readonly kind: WorldKind;
}

/** Each against a stack of its own; the first is the one that the others differ from. */
const variants: readonly Variant[] = [
  { figure: 'variants.sampling_1', kind: {} },
  { figure: 'variants.sampling_0', kind: { sampling: 0 } },
  { figure: 'variants.sampling_100', kind: { sampling: 1 } },
  { figure: 'variants.stripe', kind: { gateway: 'stripe' } },
  { figure: 'variants.power_loss', kind: { durability: 'power-loss' } },
];

export interface VariantsOptions {
  readonly env: WorldOptions['env'];
  readonly signal: AbortSignal;
  readonly plan: Plan;
  /** Orders a second: the same for all, and one that all keep up. */
  readonly rate: number;
  readonly notes: Notes;
  onVariant(figure: FigureName): void;
}

export const measureVariants = async ({
  env,
  signal,
  plan,
  rate,
  notes,
  onVariant,
}: VariantsOptions): Promise<void> => {
  for (const { figure, kind } of variants) {
    onVariant(figure);
    await inWorld({ env, signal, ...kind }, async (world) => {
      await warmUp(world, plan);
      for (let repeat = 0; repeat < plan.repeats; repeat++) {
        const result = await openLoop({ world, phases: [{ rate, seconds: plan.stepSeconds }] });
        notes.note(figure, cpuPerOrder(result, 'total'));
      }
    });
  }
};
