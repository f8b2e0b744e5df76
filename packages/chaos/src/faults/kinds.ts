import type { FaultKind } from './kind.ts';
import { natsFaults } from './nats.ts';
import { postgresFaults } from './postgres.ts';
import { processFaults } from './processes.ts';

/** Every way in which things are made to go wrong. */
export const faultKinds: readonly FaultKind[] = [...processFaults, ...natsFaults, ...postgresFaults];
