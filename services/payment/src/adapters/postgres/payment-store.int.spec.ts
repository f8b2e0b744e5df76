import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createPool, type Pool } from '@orderflow/postgres';
import { startTestPostgres, type TestPostgres, waitFor } from '@orderflow/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAdvance } from '../../application/advance.ts';
import { createNote } from '../../application/note.ts';
import { createSweeper } from '../../application/sweep.ts';
import type { Change } from '../../domain/change.ts';
import { isCalledOff, type PaymentFacts } from '../../domain/facts.ts';
import { implied } from '../../domain/implied.ts';
import { type CallFate, Crash, createModelGateway } from '../../testing/model-gateway.spec.ts';
import { createPaymentStore, type PostgresPaymentStore } from './payment-store.ts';

const keyWindowMs = 23 * 3_600_000;
const leaseMs = 100;

let postgres: TestPostgres;
let pools: Pool[];
let stores: PostgresPaymentStore[];

beforeAll(async () => {
  postgres = await startTestPostgres();
  const migrations = fileURLToPath(new URL('../../../migrations', import.meta.url));
  const { url } = await postgres.createDatabase({ migrations });
  pools = [1, 2].map((replica) => createPool({ connectionString: url, name: `payment-${replica}`, max: 4 }));
  stores = pools.map((pool) => createPaymentStore({ pool, keyWindowMs }));
});

afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await Promise.all(pools.map((pool) => pool.end()));
  await postgres.stop();
});

const messagesOf = (orderId: string) =>
  ({
    requested: {
      orderId,
      kind: 'requested',
      amount: { amount: 1999, currency: 'EUR' },
      token: 'tok_visa',
      at: new Date(1000),
      key: `key-${orderId}`,
    },
    cancelled: { orderId, kind: 'cancelled', at: new Date(2000) },
    refund_requested: { orderId, kind: 'refund_requested', at: new Date(3000) },
  }) as const satisfies Record<string, Change>;
type MessageName = keyof ReturnType<typeof messagesOf>;

describe('a payment in Postgres', () => {
  const store = (): PostgresPaymentStore => stores[0]!;

  it('comes back as it was written', async () => {
    const orderId = randomUUID();
    const { requested, cancelled } = messagesOf(orderId);
    await store().change(requested);
    await store().change({ orderId, kind: 'opened', intentId: 'pi_1' });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await store().change({ orderId, kind: 'failed', reason: 'timeout', delayMs: () => 60_000, traceparent });
    await store().change({ orderId, kind: 'approved' });
    await store().change(cancelled);
    const written = await store().change({ orderId, kind: 'refunded', refundId: 're_1' });
    const read = await store().find(orderId);
    expect({ ...read, readAt: 0 }).toEqual({ ...written, readAt: 0 });
    expect(read?.facts).toMatchObject({
      requested: { amount: { amount: 1999, currency: 'EUR' }, token: 'tok_visa', at: new Date(1000) },
      attempt: { key: `key-${orderId}` },
      intentId: 'pi_1',
      outcome: { status: 'approved' },
      cancelledAt: new Date(2000),
      refund: { refundId: 're_1' },
    });
    expect(read?.work.traceparent).toBe(traceparent);
    await store().change({ orderId, kind: 'settled', processed: true, refunded: true });
  });

  it('is not there before a message came', async () => {
    expect(await store().find(randomUUID())).toBeUndefined();
  });

  it('is leased to one sweeper at a time, when it is due or was put off before the gateway came back', async () => {
    const orderIds = Array.from({ length: 20 }, () => randomUUID());
    await Promise.all(
      orderIds.map(async (orderId) => {
        await store().change(messagesOf(orderId).requested);
        await store().change({ orderId, kind: 'failed', reason: 'connection', delayMs: () => 60_000 });
      }),
    );
    const taken = async (...args: [number, number, Date?]) =>
      (await Promise.all(stores.map((each) => each.take(...args)))).flat().map(({ facts }) => facts.orderId);
    expect(await taken(50, 60_000)).toEqual([]);
    const early = await taken(50, 60_000, await store().now());
    expect(early.sort()).toEqual(orderIds.sort());
    expect(await taken(50, 60_000, await store().now())).toEqual([]);
    await Promise.all(orderIds.map((orderId) => store().change(messagesOf(orderId).cancelled)));
    const settled = orderIds.map((orderId) =>
      store().change({ orderId, kind: 'settled', processed: false, refunded: false }),
    );
    await Promise.all(settled);
    expect(await store().countParked()).toBe(0);
  });
});

const callFate = fc.oneof(
  { weight: 4, arbitrary: fc.constant<CallFate>('answered') },
  {
    weight: 3,
    arbitrary: fc.constantFrom<CallFate>(
      'not_executed',
      'executed_unanswered',
      'executed_late',
      'crash_before',
      'crash_after',
    ),
  },
);

const history = fc.record({
  messages: fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constant<MessageName>('requested') },
      { weight: 1, arbitrary: fc.constantFrom<MessageName>('cancelled', 'refund_requested') },
    ),
    { minLength: 1, maxLength: 8 },
  ),
  declines: fc.boolean(),
});

describe('two replicas on one database, a log that repeats and shuffles, a provider that loses calls, crashes', () => {
  it('capture each order at most once, none that was called off, and say all they must', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(history, { minLength: 12, maxLength: 12 }),
        fc.array(callFate, { minLength: 400, maxLength: 400 }),
        async (histories, fates) => {
          await live(histories, fates);
        },
      ),
      { numRuns: 40, endOnFailure: true },
    );
  });
});

const live = async (
  histories: readonly { readonly messages: readonly MessageName[]; readonly declines: boolean }[],
  fates: readonly CallFate[],
): Promise<void> => {
  let asked = 0;
  let outage = true;
  const orders = new Map(histories.map((each) => [randomUUID() as string, each]));
  const { gateway, providerOf, providers } = createModelGateway({
    fate: () => (outage ? (fates[asked++ % fates.length] ?? 'answered') : 'answered'),
    declines: (orderId) => orders.get(orderId)?.declines ?? false,
  });
  const published = new Map<string, Set<string>>([...orders.keys()].map((orderId) => [orderId, new Set()]));
  const announce = async (facts: PaymentFacts) => {
    const { processed, refunded } = implied(facts);
    if (processed) published.get(facts.orderId)?.add('processed');
    if (refunded) published.get(facts.orderId)?.add('refunded');
    return { processed: processed !== undefined, refunded: refunded !== undefined };
  };
  const observer = { approved() {}, declined() {}, refunded() {}, parked() {} };
  const replicas = stores.map((store) => {
    const backoff = { initialMs: 1, maxMs: 20 };
    const advance = createAdvance({ store, gateway, observer, keyWindowMs, backoff });
    const note = createNote(store, advance, announce);
    const options = { store, advance, announce, limit: 16, capacity: () => 16, pollMs: 5, leaseMs, onError() {} };
    return { note, sweeper: createSweeper(options) };
  });

  /** Delivers until it is acknowledged: by either replica, again after each crash. */
  const deliver = async (orderId: string, name: MessageName, first: number): Promise<void> => {
    for (let delivery = first; ; delivery += 1) {
      try {
        return await replicas[delivery % 2]!.note(messagesOf(orderId)[name], new AbortController().signal);
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
      }
    }
  };

  for (const { sweeper } of replicas) sweeper.start();
  try {
    const deliveries = [...orders].flatMap(([orderId, { messages }]) =>
      messages.map((name, index) => deliver(orderId, name, index)),
    );
    await Promise.all(deliveries);
    outage = false;
    const land = () => [...providers.values()].map((provider) => provider.land());
    await waitFor(async () => land() && (await stores[0]!.countParked()) === 0, { timeoutMs: 20_000 });
    // Calls that were given up land when all is over: they find nothing left to do.
    while (land().includes(true));
  } finally {
    await Promise.all(replicas.map(({ sweeper }) => sweeper.stop()));
  }

  for (const orderId of orders.keys()) {
    const facts = (await stores[0]!.find(orderId))!.facts;
    const provider = providerOf(orderId);
    expect(provider.captures).toBe(facts.outcome?.status === 'approved' ? 1 : 0);
    expect(provider.net).toBe(isCalledOff(facts) ? 0 : provider.captures);
    const { processed, refunded } = implied(facts);
    const said = [...(processed ? ['processed'] : []), ...(refunded ? ['refunded'] : [])];
    expect([...(published.get(orderId) ?? [])].sort()).toEqual(said);
  }
};
