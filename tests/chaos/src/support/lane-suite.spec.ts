import type { ServiceName } from '@orderflow/local-stack';
import { waitFor } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Bug } from '../bugs/bug.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { type Lane, startLane } from './lane.ts';
import { judge, type Verdict } from './verdict.ts';
import { createWorld, tidyUp } from './world.ts';

const restWithinSeconds = 40;
const caughtWithinMs = 30_000;

const tell = ({ check, message }: Verdict): string => `${check}: ${message}`;

/**
 * One stack for all bugs of a service: first each scenario without a bug, which has to be clean, then each bug. A run
 * has a customer and goods of its own, so what an earlier bug has left behind is not taken for the next one's.
 */
export const describeLane = (service: ServiceName, bugs: readonly Bug[]): void => {
  let lane: Lane;
  beforeAll(async () => {
    lane = await startLane(service);
  });
  afterEach(() => tidyUp(lane));
  afterAll(() => lane?.stop());

  const scenarios = [...new Set<Scenario>(bugs.map(({ scenario }) => scenario))];

  describe('without a bug the audit finds nothing', () => {
    it.each(scenarios.map((scenario, i) => [scenario.name, scenario.what, scenario, i] as const))(
      '%s: %s',
      async (_name, _what, scenario, i) => {
        const world = createWorld(lane, `clean-${i}`, async () => async () => {});
        await scenario.run(world);
        const { all } = await judge(world, restWithinSeconds);
        expect(all.map(tell)).toEqual([]);
      },
    );
  });

  describe('a planted bug is caught', () => {
    it.each(bugs.map((bug, i) => [bug.name, bug.caughtBy, bug, i] as const))(
      '%s: by %s',
      async (_name, caughtBy, { edits, scenario, tamper = async () => async () => {} }, i) => {
        const world = createWorld(lane, `bug-${i}`, tamper);
        await lane.plant(edits);
        await scenario.run(world);
        let before = new Set<string>();
        await waitFor(
          async () => {
            const found = (await judge(world, 0)).own.map(tell);
            const twice = found.filter((one) => before.has(one));
            before = new Set(found);
            if (twice.some((one) => one.startsWith(`${caughtBy}: `))) return true;
            throw new Error(found.length > 0 ? found.join('; ') : 'nothing was found');
          },
          { timeoutMs: caughtWithinMs, everyMs: 100, describe: `${caughtBy} to accuse it` },
        );
      },
    );
  });
};
