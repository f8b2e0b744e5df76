import { createMemoryHistory } from '@orderflow/audit';
import { startTestStack, type TestStack, waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ackPending } from './support/look.ts';
import { createShop, type Shop } from './support/shop.ts';
import { underLoad } from './support/under-load.ts';

// One stack for all, and one history: what an earlier fault left behind would be found by the later ones too.
let stack: TestStack;
let shop: Shop;
const history = createMemoryHistory();

beforeAll(async () => {
  // What a killed process had in hand comes again after 5 s instead of 30.
  stack = await startTestStack({ env: { ACK_WAIT_MS: '5000' } });
  shop = createShop(stack.urls.order, history);
});
afterAll(async () => {
  await stack?.stop();
});

/** Kills until messages were unsettled at the moment: a kill of an idle process would show nothing. */
const killBusy = async (service: 'order' | 'payment' | 'inventory'): Promise<number> => {
  for (let kills = 1; kills <= 10; kills++) {
    await waitFor(async () => (await ackPending(stack, service)) > 0, {
      everyMs: 1,
      describe: `${service} to be busy`,
    });
    const before = stack.restarts(service);
    stack.kill(service);
    const left = await ackPending(stack, service);
    await waitFor(() => stack.restarts(service) > before, { timeoutMs: 30_000, describe: `${service} to come back` });
    await stack.ready(service);
    if (left > 0) return left;
  }
  throw new Error(`void: ${service} was idle at every kill`);
};

describe('under 200 orders a second nothing is lost and nothing happens twice', () => {
  for (const service of ['order', 'payment', 'inventory'] as const) {
    it(`when ${service} is killed with messages in its hands`, async () => {
      await underLoad({ stack, shop, history }, `kill-${service}`, 10, async () => {
        expect(await killBusy(service)).toBeGreaterThan(0);
      });
    });
  }

  it('when NATS is restarted', async () => {
    await underLoad({ stack, shop, history }, 'nats', 8, async () => {
      await stack.restart('nats');
    });
  });

  it('when Postgres is restarted', async () => {
    await underLoad({ stack, shop, history }, 'postgres', 8, async () => {
      await stack.restart('postgres');
    });
  });
});
