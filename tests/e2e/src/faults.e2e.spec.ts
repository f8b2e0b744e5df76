import { waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ackPending } from './support/look.ts';
import { type Faulty, startFaulty, underLoad } from './support/under-load.ts';

let world: Faulty;
beforeAll(async () => {
  world = await startFaulty();
});
afterAll(async () => {
  await world?.stack.stop();
});

/** Kills until messages were unsettled at the moment: a kill of an idle process would show nothing. */
const killBusy = async (service: 'order' | 'payment' | 'inventory'): Promise<number> => {
  for (let kills = 1; kills <= 10; kills++) {
    await waitFor(async () => (await ackPending(world.stack, service)) > 0, {
      everyMs: 1,
      describe: `${service} to be busy`,
    });
    const before = world.stack.restarts(service);
    world.stack.kill(service);
    const left = await ackPending(world.stack, service);
    await waitFor(() => world.stack.restarts(service) > before, {
      timeoutMs: 30_000,
      describe: `${service} to come back`,
    });
    await world.stack.ready(service);
    if (left > 0) return left;
  }
  throw new Error(`void: ${service} was idle at every kill`);
};

describe('under 200 orders a second nothing is lost and nothing happens twice', () => {
  for (const service of ['order', 'payment', 'inventory'] as const) {
    it(`when ${service} is killed with messages in its hands`, async () => {
      await underLoad(world, `kill-${service}`, 10, async () => {
        expect(await killBusy(service)).toBeGreaterThan(0);
      });
    });
  }

  it('when NATS is restarted', async () => {
    await underLoad(world, 'nats', 8, async () => {
      await world.stack.restart('nats');
    });
  });

  it('when Postgres is restarted', async () => {
    await underLoad(world, 'postgres', 8, async () => {
      await world.stack.restart('postgres');
    });
  });
});
