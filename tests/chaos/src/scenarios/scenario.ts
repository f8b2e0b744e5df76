import type { World } from '../support/world.ts';

/**
 * A situation that is forced, not waited for: the same at each run. Without a bug the system comes through it with
 * nothing to accuse it of.
 */
export interface Scenario {
  readonly name: string;
  /** What happens, in a sentence. */
  readonly what: string;
  /** Resolves when what was to happen has happened; what follows from it may still be on its way. */
  run(world: World): Promise<void>;
}
