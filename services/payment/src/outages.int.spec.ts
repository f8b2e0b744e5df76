import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { durables, streamNames } from '@orderflow/contracts';
import { waitFor } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PaymentApp } from './app.ts';
import { openWorld, type World } from './payment.spec.ts';

let world: World;
let apps: PaymentApp[];

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
afterEach(async () => {
  await world.psp.clearFaults();
  await Promise.all(apps.splice(0).map((app) => app.stop()));
  expect(await world.deadLetters()).toBe(0);
});

const open = async (replicas: number): Promise<PaymentApp> => {
  apps = await Promise.all(Array.from({ length: replicas }, () => world.openApp()));
  return apps[0]!;
};

const charge = (count: number, token = 'tok_visa'): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, () => world.requested(token)));

const expectCapturedOnce = async (orders: readonly string[]): Promise<void> => {
  for (const orderId of orders) {
    expect(await world.untilProcessed(orderId)).toMatchObject({ status: 'approved' });
    expect(await world.psp.moves(orderId)).toEqual({ captures: 1, refunds: 0 });
  }
};

const unsettled = async (): Promise<number> =>
  (await world.manager.consumers.info(streamNames.orders, durables.paymentProcessor)).num_ack_pending;

describe('two replicas', () => {
  it('charge each order once, and refund the cancelled ones once', async () => {
    const app = await open(2);
    const orders = await charge(60);
    const cancelled = orders.filter((_, index) => index % 3 === 0);
    await Promise.all([
      ...orders.map((orderId) => world.requestAgain(orderId, 'tok_visa')),
      ...cancelled.flatMap((orderId) => [world.cancel(orderId), world.requestRefund(orderId)]),
    ]);
    await world.untilQuiet(app);
    for (const orderId of orders) {
      const { captures, refunds } = await world.psp.moves(orderId);
      expect(captures).toBeLessThanOrEqual(1);
      expect(captures - refunds).toBe(cancelled.includes(orderId) ? 0 : 1);
    }
  });
});

describe('an outage', () => {
  it('of Postgres, in the middle of charges, holds messages and loses and doubles nothing', async () => {
    const app = await open(1);
    // Its call is with the provider when Postgres dies, and captures after.
    const slow: string = randomUUID();
    const match = { operation: 'confirm', order: slow };
    await world.psp.fault({ mode: 'slow', delayMs: 2_000, count: 1, match });
    await world.requestAgain(slow, 'tok_visa');
    const before = [slow, ...(await charge(9))];
    await waitFor(async () => (await world.psp.faults()) === 0, { describe: 'the slow charge to be under way' });
    await world.postgres.kill();
    const during = await charge(10);
    await waitFor(async () => (await world.psp.moves(slow)).captures === 1, { describe: 'a capture not noted' });
    expect((await app.http.inject(`/payments/${slow}`)).statusCode).toBe(503);
    await world.postgres.start();
    await expectCapturedOnce([...before, ...during]);
    await world.untilQuiet(app);
  });

  it('of NATS, in the middle of charges, loses and doubles nothing', async () => {
    const app = await open(1);
    await world.psp.fault({ mode: 'slow', delayMs: 500, match: { operation: 'confirm' } });
    const orders = await charge(10);
    await waitFor(async () => (await world.psp.ledger(orders[0]!)).length > 0, { describe: 'the first charge' });
    await world.nats.restart();
    await expectCapturedOnce(orders);
    await world.untilQuiet(app);
  });

  it('of the gateway survives a restart of the service: what waits is gone on with', async () => {
    const app = await open(1);
    await world.psp.fault({ mode: 'fail' });
    const orders = await charge(10);
    await waitFor(async () => (await Promise.all(orders.map((id) => world.view(app, id)))).every((v) => v.waitingFor));
    await Promise.all(apps.splice(0).map((each) => each.stop()));
    await world.psp.clearFaults();
    await world.untilQuiet(await open(1).then(expectAfter(orders)));
  });
});

const expectAfter =
  (orders: readonly string[]) =>
  async (app: PaymentApp): Promise<PaymentApp> => {
    await expectCapturedOnce(orders);
    return app;
  };

describe('a stop', () => {
  it('finishes the charges that run: nothing is delivered again', async () => {
    await open(1);
    const before = await world.manager.consumers.info(streamNames.orders, durables.paymentProcessor);
    await world.psp.fault({ mode: 'slow', delayMs: 300, match: { operation: 'confirm' } });
    const orders = await charge(10);
    await waitFor(async () => (await world.psp.ledger(orders.at(-1)!)).length > 0, { describe: 'the charges to run' });
    await Promise.all(apps.splice(0).map((app) => app.stop()));
    const after = await world.manager.consumers.info(streamNames.orders, durables.paymentProcessor);
    expect(after.num_ack_pending).toBe(0);
    expect(after.num_redelivered).toBe(before.num_redelivered);
    await expectCapturedOnce(orders);
  });
});

describe('a process that is ended', () => {
  const children: ChildProcess[] = [];
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
  });

  const spawnPayment = (): ChildProcess => {
    const main = join(import.meta.dirname, 'main.ts');
    const env = {
      PATH: process.env.PATH,
      HTTP_PORT: '0',
      ...world.environment,
      GATEWAY_TIMEOUT_MS: '60000',
      SWEEP_LEASE_MS: '300000',
    };
    const child = spawn(process.execPath, ['--conditions=@orderflow/source', main], { env, stdio: 'ignore' });
    children.push(child);
    return child;
  };

  it('by a polite signal ends with exit code 0', async () => {
    apps = [];
    const child = spawnPayment();
    const orderId = await world.requested();
    await world.untilProcessed(orderId);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('between the capture and its note leaves one capture, and the outcome is told after the redelivery', async () => {
    apps = [];
    const unanswered = { mode: 'succeed_without_answering', delayMs: 60_000, match: { operation: 'confirm' } } as const;
    await world.psp.fault(unanswered);
    const child = spawnPayment();
    const orders = await charge(20);
    await waitFor(
      async () => (await Promise.all(orders.map((id) => world.psp.moves(id)))).every(({ captures }) => captures === 1),
      { timeoutMs: 30_000, describe: 'all captures' },
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(orders.filter((orderId) => world.processed.has(orderId))).toEqual([]);
    expect(await unsettled()).toBe(20);
    await world.psp.clearFaults();
    const app = await open(1);
    // The log waits for its acknowledgement.
    await waitFor(() => orders.every((orderId) => world.processed.has(orderId)), { timeoutMs: 50_000 });
    await expectCapturedOnce(orders);
    await world.untilQuiet(app);
  }, 90_000);
});
