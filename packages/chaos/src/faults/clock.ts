import { serviceNames } from '@orderflow/local-stack';
import { healWithinMs, persist } from '../persist.ts';
import { agentOf } from '../world/agents.ts';
import type { FaultKind } from './kind.ts';

const fiveMinutesMs = 300_000;

/** Wall clocks of processes go wrong; the database's, by which deadlines act, does not. */
export const clockFaults: readonly FaultKind[] = [
  {
    family: 'clock',
    kind: 'skew',
    weight: 2,
    plan: (random) => ({
      target: random.pick(serviceNames),
      durationMs: random.integer(4_000, 8_000),
      params: { offsetMs: random.pick([-fiveMinutesMs, fiveMinutesMs]) },
    }),
    occupies: ({ target }) => [`clock ${target}`],
    begin: async (world, { target, params = {} }) => {
      const agent = agentOf(world.agents, target);
      const offsetMs = Number(params.offsetMs ?? 0);
      await agent.clock(offsetMs);
      const pid = await agent.pid();
      return {
        heal: async () => {
          await persist(() => agent.clock(0), healWithinMs);
          // The clock of a process that was killed meanwhile went right again with the next one.
          return { offsetMs, sameProcess: (await agent.pid().catch(() => 0)) === pid };
        },
      };
    },
  },
];
