import type { ServiceName } from '@orderflow/local-stack';
import type { Edit } from '../mutation.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Undo } from '../support/log.ts';
import type { World } from '../support/world.ts';

/** A mistake that someone could make, and how it comes to light. */
export interface Bug {
  readonly name: string;
  /** What is wrong, in a sentence. */
  readonly mistake: string;
  readonly service: ServiceName;
  readonly scenario: Scenario;
  /** The check that has to accuse it: one of the audit's, or what the scenario sees with its own eyes. */
  readonly caughtBy: string;
  /** In the sources of the service and of what it loads. */
  readonly edits: readonly Edit[];
  /** In the servers. */
  readonly tamper?: (world: World) => Promise<Undo>;
}
