import { jetstreamManager } from '@nats-io/jetstream';
import { createMemoryHistory } from '@orderflow/audit';
import { streamNames } from '@orderflow/contracts';
import { connectNats } from '@orderflow/eventbus/jetstream';
import { readiness, type ServiceName, serviceNames, setUp } from '@orderflow/local-stack';
import { startTestStack, type TestStack, waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './support/look.ts';
import { createShop, type Shop } from './support/shop.ts';

let stack: TestStack;
let shop: Shop;
const history = createMemoryHistory();

beforeAll(async () => {
  stack = await startTestStack();
  shop = createShop(stack.urls.order, history);
});
afterAll(async () => {
  await stack?.stop();
});

const deleteStream = async (name: string): Promise<void> => {
  const connection = await connectNats({ servers: stack.natsAdminUrl, name: 'somebody' });
  try {
    await (await jetstreamManager(connection)).streams.delete(name);
  } finally {
    await connection.close();
  }
};

const untilReadinessIs = (name: ServiceName, wanted: boolean): Promise<{ readonly detail: string }> =>
  waitFor(
    async () => {
      const now = await readiness(stack.urls[name]);
      return now.ready === wanted && now;
    },
    { timeoutMs: 60_000, everyMs: 100, describe: `${name} to be ${wanted ? 'ready' : 'not ready'}` },
  );

const mebibyte = 1024 ** 2;

describe('a stream that somebody deletes', () => {
  it('turns readiness off until set-up has run, and the audit says what was lost with it', async () => {
    const before = await shop.post({ key: 'before', customerId: 'ada', waitSeconds: 20 });
    expect(before.body.status).toBe('CONFIRMED');

    await deleteStream(streamNames.orders);
    for (const name of serviceNames) {
      expect((await untilReadinessIs(name, false)).detail, name).toContain(streamNames.orders);
    }
    expect((await shop.post({ key: 'meanwhile', customerId: 'ada' })).status).toBe(503);

    await setUp({
      natsUrl: stack.natsAdminUrl,
      postgresAdminUrl: stack.postgresAdminUrl,
      topology: { ordersMaxBytes: 64 * mebibyte, otherMaxBytes: 64 * mebibyte },
    });
    for (const name of serviceNames) await untilReadinessIs(name, true);
    const after = await shop.order({ key: 'meanwhile', customerId: 'ada' });

    const found = await violations(stack, history.requests);
    expect(found.filter((one) => one.startsWith('log: '))).toEqual([
      expect.stringContaining(`order ${before.body.orderId} is not at #1 of ORDERS`),
      expect.stringContaining('it was made anew'),
    ]);
    expect(found.filter((one) => one.includes(after.orderId))).toEqual([]);
  });
});
