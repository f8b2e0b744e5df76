import { startTestStack, type TestStack, waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { look, violations } from './support/look.ts';
import { createShop, type Shop } from './support/shop.ts';

let stack: TestStack;
let shop: Shop;

beforeAll(async () => {
  stack = await startTestStack();
  shop = createShop(stack.urls.order);
});
afterAll(async () => {
  await stack?.stop();
});

const stockOfSku = async (sku: string) => (await look(stack)).stock.find((row) => row.sku === sku);

/** What moved money for an order, as the provider has it. */
const movements = async (orderId: string) =>
  ((await look(stack)).ledger?.get(orderId) ?? []).map(({ kind, amount }) => [kind, amount]);

describe('an order', () => {
  it('goes from PENDING over RESERVED to CONFIRMED, is paid once and its goods are sold', async () => {
    const before = await stockOfSku('TEAPOT');
    const { status, body } = await shop.post({ sku: 'TEAPOT', quantity: 2, waitSeconds: 20 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'CONFIRMED', totalAmount: { amount: 9800, currency: 'EUR' }, reason: null });
    expect((body.history as { status: string }[]).map((entry) => entry.status)).toEqual([
      'PENDING',
      'RESERVED',
      'CONFIRMED',
    ]);
    const orderId = String(body.orderId);
    expect(await movements(orderId)).toEqual([['capture', 9800]]);
    const { body: expanded } = await shop.get(`/orders/${orderId}?expand=payment`);
    expect(expanded.payment).toMatchObject({ status: 'APPROVED', amount: { amount: 9800, currency: 'EUR' } });
    await waitFor(async () => {
      expect(await stockOfSku('TEAPOT')).toMatchObject({ reserved: 0, sold: (before?.sold ?? 0) + 2 });
      return true;
    });
  });

  it('whose card is declined is CANCELLED, costs nothing and gives its goods back', async () => {
    const before = await stockOfSku('KETTLE');
    const { body } = await shop.post({ sku: 'KETTLE', token: 'tok_chargeDeclined', waitSeconds: 20 });
    expect(body).toMatchObject({ status: 'CANCELLED', reason: expect.stringContaining('payment_declined') });
    expect(await movements(String(body.orderId))).toEqual([]);
    await waitFor(async () => {
      expect(await stockOfSku('KETTLE')).toEqual(before);
      return true;
    });
  });

  it('beyond the stock is REJECTED, and takes nothing', async () => {
    const { body } = await shop.post({ sku: 'POSTER-LIMITED', quantity: 6, waitSeconds: 20 });
    expect(body).toMatchObject({ status: 'REJECTED', reason: 'out_of_stock: POSTER-LIMITED' });
    expect(await stockOfSku('POSTER-LIMITED')).toMatchObject({ available: 5, reserved: 0, sold: 0 });
  });

  it('that is repeated with its key is the same order, and another body under the key is refused', async () => {
    const wish = { key: 'same-key', customerId: 'grace' };
    const [first, second] = [await shop.post(wish), await shop.post(wish)];
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body).toEqual(first.body);
    const other = await shop.post({ ...wish, quantity: 2 });
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const { body } = await shop.get('/orders?customerId=grace');
    expect(body.items).toHaveLength(1);
  });

  it('is found at its location from the moment it is accepted', async () => {
    const { status, headers } = await shop.post({ customerId: 'alan' });
    expect(status).toBe(202);
    const found = await shop.get(headers.get('location') ?? '');
    expect([200, 202]).toContain(found.status);
  });

  it('that the customer cancels ends, and nets to what it should', async () => {
    const { body, headers } = await shop.post({ customerId: 'edsger', token: 'tok_slow' });
    const at = new URL(headers.get('location') ?? '', stack.urls.order).searchParams.get('at');
    const orderId = String(body.orderId);
    const cancelled = await fetch(`${stack.urls.order}/orders/${orderId}/cancel?at=${at}`, { method: 'POST' });
    expect(cancelled.status).toBe(202);
    expect(await violations(stack)).toEqual([]);
    expect((await look(stack)).orders.get(orderId)?.decision).toBe('cancelled');
  });
});
