import { inspect } from 'node:util';
import { createMemoryHistory } from '@orderflow/audit';
import { startTestStack, type TestStack } from '@orderflow/testkit';
import { violations } from './look.ts';
import { createShop, type Shop } from './shop.ts';

const rate = 200;
const tokens = ['tok_visa', 'tok_visa', 'tok_visa', 'tok_visa', 'tok_chargeDeclined'];

/** A stack, its customers, and all that they were told. */
export interface Faulty {
  readonly stack: TestStack;
  readonly shop: Shop;
  readonly history: ReturnType<typeof createMemoryHistory>;
}

/** One for all faults of a file: what an earlier one left behind would be found by the later ones too. */
export const startFaulty = async (): Promise<Faulty> => {
  const history = createMemoryHistory();
  // What a killed process had in hand comes again after 5 s instead of 30.
  const stack = await startTestStack({ env: { ACK_WAIT_MS: '5000' } });
  return { stack, shop: createShop(stack.urls.order, history), history };
};

/**
 * Runs the fault under 200 orders a second, once they are under way. Resolves when all are accepted, all is at rest and the audit
 * finds nothing; rejects with what it finds.
 */
export const underLoad = async (
  { stack, shop, history }: Faulty,
  run: string,
  seconds: number,
  fault: () => Promise<void>,
): Promise<void> => {
  const underWay = Promise.withResolvers<void>();
  const load = shop.load({
    rate,
    seconds,
    run,
    tokens,
    onSent: (sent) => {
      if (sent >= 2 * rate) underWay.resolve();
    },
  });
  await underWay.promise;
  await fault();
  const orders = await load;
  if (orders.length !== rate * seconds) throw new Error(`of ${rate * seconds} orders ${orders.length} were accepted`);
  const found = await violations(stack, history.requests);
  if (found.length > 0) throw new Error(`the audit finds ${found.length} violations: ${inspect(found, { depth: 6 })}`);
};
