import { clockFaults } from './clock.ts';
import { failpointFaults } from './failpoints.ts';
import type { FaultKind } from './kind.ts';
import { messageFaults } from './messages.ts';
import { natsFaults } from './nats.ts';
import { networkFaults } from './network.ts';
import { poisonFaults } from './poison.ts';
import { postgresFaults } from './postgres.ts';
import { processFaults } from './processes.ts';
import { pspFaults } from './psp.ts';

/** Every way in which things are made to go wrong. */
export const faultKinds: readonly FaultKind[] = [
  ...failpointFaults,
  ...processFaults,
  ...natsFaults,
  ...postgresFaults,
  ...networkFaults,
  ...clockFaults,
  ...messageFaults,
  ...poisonFaults,
  ...pspFaults,
];
