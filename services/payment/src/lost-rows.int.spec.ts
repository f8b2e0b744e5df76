import { createPool } from '@orderflow/postgres';
import { rebuild } from '@orderflow/rebuild';
import { waitFor } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PaymentApp } from './app.ts';
import { openWorld, type World } from './payment.spec.ts';
import { createPaymentProjection } from './rebuild.ts';

// The rows of payments without an outcome are lost, and made anew from the log. The provider's ledger is the witness.

let world: World;
let app: PaymentApp | undefined;
beforeAll(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.psp.clearFaults();
  await app?.stop();
});
afterAll(() => world?.close());

const adminUrl = (): string => {
  const url = new URL(world.postgres.adminUrl);
  url.pathname = new URL(world.environment.DATABASE_URL ?? '').pathname;
  return url.href;
};
const inDatabase = async (sql: string): Promise<void> => {
  const pool = createPool({ connectionString: adminUrl(), name: 'test', max: 1 });
  await pool.query(sql).finally(() => pool.end());
};

type Operation = 'create' | 'confirm';

/** A payment that waits because a call of the provider failed, or succeeded and was not answered. */
const waiting = async (operation: Operation, mode: 'fail' | 'succeed_without_answering'): Promise<string> => {
  app = await world.openApp();
  await world.psp.fault({ mode, match: { operation } });
  const orderId = await world.requested();
  await waitFor(async () => (await world.view(app!, orderId)).waitingFor, { describe: 'a payment that waits' });
  await app.stop();
  await world.psp.clearFaults();
  return orderId;
};

const loseAndRebuild = async ({ old = false } = {}): Promise<void> => {
  await inDatabase('truncate payments');
  const options = { connection: world.connection, databaseUrl: adminUrl(), verifyOnly: false };
  expect(await rebuild(createPaymentProjection(), options)).toMatchObject({ replaced: true });
  if (old) await age();
};

/** Its request was made more than a day ago, and the provider has forgotten its keys. */
const age = async (): Promise<void> => {
  const dayAgo = `requested_at = requested_at - interval '25 hours', first_sent_at = first_sent_at - interval '25 hours'`;
  await inDatabase(`update payments set ${dayAgo} where outcome is null`);
  await world.psp.forgetKeys();
};

const intents = async (orderId: string): Promise<number> =>
  (await world.psp.ledger(orderId)).filter(({ kind }) => kind === 'intent').length;

describe('a payment that waits for longer than its key lasts', () => {
  it.each([
    ['and was captured is found to be', 'succeed_without_answering', 'approved'],
    ['and was not is withdrawn, not charged again', 'fail', 'declined'],
  ] as const)('%s', async (_what, mode, status) => {
    const orderId = await waiting('confirm', mode);
    await age();
    app = await world.openApp();
    expect(await world.untilProcessed(orderId)).toMatchObject({ status });
    expect(await world.psp.moves(orderId)).toEqual({ captures: status === 'approved' ? 1 : 0, refunds: 0 });
    expect(await intents(orderId)).toBe(1);
  });
});

describe('a payment that waits in a trace', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const setTrace = (orderId: string) =>
    inDatabase(`update payments set traceparent = '${traceparent}' where order_id = '${orderId}'`);
  /** In what the row is not what the log says. */
  const differing = async (orderId: string) => {
    const options = { connection: world.connection, databaseUrl: adminUrl(), verifyOnly: true };
    const { differences } = await rebuild(createPaymentProjection(), options);
    return differences.filter(({ key }) => key === orderId);
  };

  it('is what the log says, as is one whose trace the release before this one left behind', async () => {
    const orderId = await waiting('confirm', 'fail');
    await setTrace(orderId);
    expect(await differing(orderId)).toEqual([]);

    app = await world.openApp();
    await world.untilProcessed(orderId);
    await world.untilQuiet(app);
    expect(await differing(orderId)).toEqual([]);
    await setTrace(orderId);
    expect(await differing(orderId)).toEqual([]);
  });
});

describe('a payment whose row is lost', () => {
  it.each([
    ['captured without an answer', 'confirm', 'succeed_without_answering', false, 'approved', 1],
    ['captured without an answer, a day ago', 'confirm', 'succeed_without_answering', true, 'approved', 1],
    ['opened and not charged', 'confirm', 'fail', false, 'approved', 1],
    ['opened and not charged, a day ago', 'confirm', 'fail', true, 'declined', 1],
    ['opened without an answer', 'create', 'succeed_without_answering', false, 'approved', 1],
    ['opened without an answer, a day ago', 'create', 'succeed_without_answering', true, 'declined', 1],
    ['never opened', 'create', 'fail', false, 'approved', 1],
    ['never opened, a day ago', 'create', 'fail', true, 'declined', 0],
  ] as const)('%s', async (_what, operation, mode, old, status, made) => {
    const orderId = await waiting(operation, mode);
    await loseAndRebuild({ old });
    app = await world.openApp();
    expect(await world.untilProcessed(orderId)).toMatchObject({ status });
    await world.untilQuiet(app);
    expect(await world.psp.moves(orderId)).toEqual({ captures: status === 'approved' ? 1 : 0, refunds: 0 });
    expect(await intents(orderId)).toBe(made);
  });

  it.each([false, true])(
    'and its order cancelled meanwhile gives back what was captured (a day ago: %s)',
    async (old) => {
      const orderId = await waiting('confirm', 'succeed_without_answering');
      await world.cancel(orderId);
      await loseAndRebuild({ old });
      app = await world.openApp();
      await world.untilRefunded(orderId);
      await world.untilQuiet(app);
      expect(await world.psp.moves(orderId)).toEqual({ captures: 1, refunds: 1 });
      expect(await intents(orderId)).toBe(1);
    },
  );

  it('and not rebuilt is not charged by its message when that comes again a day later', async () => {
    const orderId = await waiting('confirm', 'succeed_without_answering');
    await inDatabase('truncate payments');
    await world.psp.forgetKeys();
    app = await world.openApp();
    await world.requestAgain(orderId, 'tok_visa', new Date(Date.now() - 25 * 3_600_000));
    expect(await world.untilProcessed(orderId)).toMatchObject({ status: 'approved' });
    expect(await world.psp.moves(orderId)).toEqual({ captures: 1, refunds: 0 });
  });
});
