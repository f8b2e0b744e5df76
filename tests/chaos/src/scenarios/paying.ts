import { durables } from '@orderflow/contracts';
import { waitFor } from '@orderflow/testkit';
import type { Scenario } from './scenario.ts';

const longMs = 30_000;

export const providerSilent: Scenario = {
  name: 'provider silent',
  what: 'the provider captures and does not answer',
  run: async ({ client, product, provider, row }) => {
    const sku = await product();
    await provider({ mode: 'succeed_without_answering', match: { operation: 'confirm' }, count: 1 });
    const order = await client.order({ sku });
    await row('payment', 'select 1 from payments where order_id = $1 and attempts > 0', [order.orderId]);
  },
};

export const cancelAfterUnknown: Scenario = {
  name: 'cancel after unknown',
  what: 'the provider captures and does not say so, not even when asked again; then the customer cancels',
  run: async ({ client, product, provider, orderIs, row }) => {
    const sku = await product();
    await provider({ mode: 'succeed_without_answering', match: { operation: 'confirm' }, count: 1 });
    await provider({ mode: 'fail', match: { operation: 'confirm' } });
    const order = await client.order({ sku });
    await row('payment', 'select 1 from payments where order_id = $1 and failures >= 2', [order.orderId]);
    await client.cancel(order);
    await orderIs(order, "decision = 'cancelled'");
    await row('payment', 'select 1 from payments where order_id = $1 and outcome is not null', [order.orderId]);
  },
};

export const killedSweeping: Scenario = {
  name: 'killed sweeping',
  what: 'payment dies between what follows from a parked payment and the mark that it is done',
  run: async ({ client, product, databases, dieAt, resume }) => {
    const sku = await product();
    await dieAt('payment', 'parked.before_mark', () => client.order({ sku, token: 'tok_unknownOutcome' }));
    // The lease of the dead is not waited for.
    await databases.query('payment', 'update payments set due_at = now() where leased');
    await resume('payment');
  },
};

export const drained: Scenario = {
  name: 'drain',
  what: 'payment is told to stop while a charge is with the provider, who takes a while',
  run: async ({ client, product, provider, agent, stack, log, seen, resume }) => {
    const sku = await product();
    const charges = async (): Promise<number> => (await agent('payment').counts())['payment.before_charge'] ?? 0;
    const before = await charges();
    // It hangs until the gateway's own timeout, which is shorter than the time that a stop has.
    await provider({ mode: 'hang', match: { operation: 'confirm' }, count: 1 });
    await client.order({ sku });
    await waitFor(async () => (await charges()) > before, { timeoutMs: longMs, describe: 'a charge to be under way' });
    await stack.halt('payment');
    const left = await log.unacked(durables.paymentProcessor);
    if (left > 0) seen.push({ check: 'drain', message: `payment ended with ${left} messages under way` });
    await resume('payment');
  },
};
