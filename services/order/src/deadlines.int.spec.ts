import { inventoryReserved, orderCreated, orderDeadlinePassed, paymentProcessed } from '@orderflow/contracts';
import { createPool, type Pool } from '@orderflow/postgres';
import { waitFor } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { body, openWorld, place, untilStatus, type World } from './order.spec.ts';

let world: World;
let pool: Pool;
beforeAll(async () => {
  world = await openWorld({ environment: { SWEEP_INTERVAL_MS: '50' } });
  await world.putProduct('tea', 1_250);
  pool = createPool({ connectionString: world.databaseUrl, name: 'test', max: 2 });
});
afterEach(async () => {
  await world.closeApps();
});
afterAll(async () => {
  await pool.end();
  await world.close();
});

const soon = { ORDER_DEADLINE_SECONDS: '1' };

/** When the order is due again, in seconds from now; null when nothing is left to be done. */
const dueIn = async (orderId: string): Promise<number | null> => {
  const query = 'select extract(epoch from due_at - now())::float8 as seconds from orders where order_id = $1';
  const { rows } = await pool.query<{ seconds: number | null }>(query, [orderId]);
  return rows[0]?.seconds ?? null;
};
const makeDue = (orderId: string) =>
  pool.query(`update orders set due_at = now() - interval '1 s' where order_id = $1 and due_at is not null`, [orderId]);

describe('an order that nobody carries on', () => {
  it('is cancelled once its deadline has passed, whether it is pending or reserved', async () => {
    const app = await world.openApp(soon);
    const [pending, reserved] = [await place(world, app), await place(world, app)];
    await world.reserve(reserved.orderId, reserved.fingerprint);
    for (const { orderId } of [pending, reserved]) {
      expect(await untilStatus(app, orderId, 'CANCELLED')).toMatchObject({ reason: 'deadline_passed' });
      expect(await dueIn(orderId)).toBeNull();
    }
    await expect
      .poll(() => world.told(pending.orderId), { timeout: 10_000 })
      .toEqual(['orders.created', 'orders.deadline_passed', 'orders.cancelled']);
  });

  it('is cancelled by one of two replicas that both look, with one ending', async () => {
    const [app] = await Promise.all([world.openApp(soon), world.openApp(soon)]);
    const orders = await Promise.all(Array.from({ length: 20 }, () => place(world, app)));
    for (const { orderId } of orders) await untilStatus(app, orderId, 'CANCELLED');
    for (const { orderId } of orders.slice(0, 3)) {
      const cancelled = async () => (await world.told(orderId)).filter((type) => type === 'orders.cancelled');
      await expect.poll(cancelled, { timeout: 10_000 }).toHaveLength(1);
    }
  });

  it('is not cancelled when it ended in time', async () => {
    const app = await world.openApp(soon);
    const placed = await place(world, app);
    await world.reserve(placed.orderId, placed.fingerprint);
    await world.approve(placed.orderId);
    await untilStatus(app, placed.orderId, 'CONFIRMED');
    expect(await dueIn(placed.orderId)).toBeNull();
  });
});

describe('an order that nobody created', () => {
  it('is not acted on when its deadline passes, counts as stuck, and ends when it is created after all', async () => {
    const app = await world.openApp(soon);
    const orderId = '0190d3c1-0000-7000-8000-00000000abcd';
    const count = async (name: string): Promise<number> => {
      const { body: text } = await app.http.inject('/metrics');
      return Number(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'm').exec(text)?.[1]);
    };
    const before = await count('orders_stuck');
    await world.reserve(orderId, 'a'.repeat(64));
    await waitFor(async () => (await dueIn(orderId)) !== null, { describe: 'the row of its fact' });
    await pool.query(
      `update orders set deadline_at = now() - interval '61 s', due_at = now() - interval '61 s'
      where order_id = $1`,
      [orderId],
    );
    // Another one, due as well, shows that the sweeper has passed.
    const other = await place(world, app);
    await untilStatus(app, other.orderId, 'CANCELLED');
    expect(await world.told(orderId)).toEqual([]);
    expect(await dueIn(orderId)).toBeLessThan(-60);
    expect(await count('orders_stuck')).toBe(before + 1);

    const first = await world.accepted(other.position);
    await world.neighbour.publish(orderCreated, { ...first, orderId, fingerprint: 'a'.repeat(64) });
    expect(await untilStatus(app, orderId, 'CANCELLED')).toMatchObject({ reason: 'deadline_passed' });
    expect(await count('orders_stuck')).toBe(before);
  });
});

describe('after an outage longer than the deadline', () => {
  it('an order whose approval lies unread in the log is confirmed, not cancelled', async () => {
    const before = await world.openApp(soon);
    const placed = await place(world, before);
    await untilStatus(before, placed.orderId, 'PENDING');
    await world.closeApps();

    // So much to read that a sweep which did not wait would come first.
    const others = Array.from({ length: 3_000 }, (_, i) => `0190d3c1-0000-7000-8000-${String(i).padStart(12, '0')}`);
    const amount = { amount: 2_500, currency: 'EUR' };
    const reservedAt = new Date();
    await Promise.all(
      others.map((orderId) =>
        world.neighbour.publish(inventoryReserved, { orderId, fingerprint: placed.fingerprint, reservedAt }),
      ),
    );
    await world.reserve(placed.orderId, placed.fingerprint);
    await Promise.all(
      others.map((orderId) =>
        world.neighbour.publish(paymentProcessed, {
          orderId,
          paymentId: 'pi_1',
          status: 'approved',
          amount,
          reason: '',
          processedAt: reservedAt,
        }),
      ),
    );
    await world.approve(placed.orderId);
    await waitFor(async () => ((await dueIn(placed.orderId)) ?? 1) < 0, { describe: 'the deadline' });

    const after = await world.openApp();
    expect(await untilStatus(after, placed.orderId, 'CONFIRMED')).toMatchObject({ reason: null });
    expect(await world.told(placed.orderId)).not.toContain('orders.deadline_passed');
  });
});

describe('an approval that comes after the order was cancelled', () => {
  it('is refunded, and asked for again until the refund is seen', async () => {
    const app = await world.openApp();
    const placed = await place(world, app);
    const { orderId } = placed;
    await world.reserve(orderId, placed.fingerprint);
    await untilStatus(app, orderId, 'RESERVED');
    await app.http.inject({ method: 'POST', url: `/orders/${orderId}/cancel` });
    await untilStatus(app, orderId, 'CANCELLED');
    await world.approve(orderId);
    await waitFor(async () => (await world.told(orderId)).includes('orders.refund_requested'));
    expect(await dueIn(orderId)).toBeGreaterThan(10);

    await makeDue(orderId);
    await waitFor(async () => ((await dueIn(orderId)) ?? 0) > 10, { describe: 'the refund to be asked for again' });
    expect((await world.told(orderId)).filter((type) => type !== 'orders.refund_requested')).toEqual([
      'orders.created',
      'orders.payment_requested',
      'orders.cancel_requested',
      'orders.cancelled',
    ]);

    await world.refund(orderId);
    await waitFor(async () => (await dueIn(orderId)) === null, { describe: 'nothing to be left' });
    expect((await app.http.inject(`/orders/${orderId}`)).json()).toMatchObject({
      status: 'CANCELLED',
      reason: 'customer_request',
      history: [{ status: 'PENDING' }, { status: 'RESERVED' }, { status: 'CANCELLED' }],
    });
  });
});

describe('a key that came with two bodies while the projection was behind', () => {
  it('cancels the order, which no body is carried out for', async () => {
    const app = await world.openApp();
    const { orderId, fingerprint, position } = await place(world, app, body, 'twice');
    const first = await world.accepted(position);
    await untilStatus(app, orderId, 'PENDING');
    const second = { ...first, fingerprint: 'b'.repeat(64) };
    // As if it had come after the window: under the window's identity it would not be stored.
    await world.neighbour.publish(orderCreated, second, { messageId: `${orderId}:late` });
    expect(await untilStatus(app, orderId, 'CANCELLED')).toMatchObject({ reason: 'conflicting_duplicate' });
    await world.reserve(orderId, fingerprint);
    expect(await world.told(orderId)).not.toContain('orders.payment_requested');
  });
});

describe('a deadline of what is no order', () => {
  it('is a dead letter, and begins none', async () => {
    await world.openApp();
    const before = await world.deadLetters();
    await world.neighbour.publish(orderDeadlinePassed, { orderId: 'not-an-order', passedAt: new Date() });
    await waitFor(async () => (await world.deadLetters()) > before, { describe: 'the dead letter' });
    expect((await pool.query(`select 1 from orders where order_id = 'not-an-order'`)).rows).toEqual([]);
  });
});
