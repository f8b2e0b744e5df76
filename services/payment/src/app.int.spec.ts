import { randomUUID } from 'node:crypto';
import { waitFor } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PaymentApp } from './app.ts';
import { openWorld, type World } from './payment.spec.ts';

let world: World;
let app: PaymentApp;

beforeAll(async () => {
  world = await openWorld();
  app = await world.openApp();
});
afterAll(() => world.close());
afterEach(async () => {
  await world.psp.start();
  await world.psp.clearFaults();
  await world.untilQuiet(app);
  expect(await world.deadLetters()).toBe(0);
});

const captured = { captures: 1, refunds: 0 };
const nothing = { captures: 0, refunds: 0 };
const returned = { captures: 1, refunds: 1 };

describe('a payment', () => {
  it.each(['tok_visa', 'tok_slow', 'tok_unknownOutcome', 'tok_500ThenSuccess'])(
    'with %s is approved, and captured once',
    async (token) => {
      const orderId = await world.requested(token);
      expect(await world.untilProcessed(orderId)).toMatchObject({
        status: 'approved',
        amount: { amount: 1999, currency: 'EUR' },
        reason: '',
      });
      expect(await world.psp.moves(orderId)).toEqual(captured);
      expect(await world.view(app, orderId)).toMatchObject({ orderId, status: 'APPROVED', refunded: false });
    },
  );

  it.each([
    ['tok_chargeDeclined', 'generic_decline'],
    ['tok_insufficientFunds', 'insufficient_funds'],
    ['tok_chargeDeclinedExpiredCard', 'expired_card'],
    ['tok_nonsense', 'resource_missing'],
  ])('with %s is declined: %s', async (token, reason) => {
    const orderId = await world.requested(token);
    expect(await world.untilProcessed(orderId)).toMatchObject({ status: 'declined', reason });
    expect(await world.psp.moves(orderId)).toEqual(nothing);
    expect(await world.view(app, orderId)).toMatchObject({ status: 'DECLINED', reason });
  });

  it('that is asked for again and again is captured once, and answered each time', async () => {
    const orderId = await world.requested();
    await Promise.all(Array.from({ length: 10 }, () => world.requestAgain(orderId, 'tok_visa')));
    await world.untilProcessed(orderId);
    await world.untilQuiet(app);
    expect(await world.psp.moves(orderId)).toEqual(captured);
  });
});

describe('an order that is cancelled', () => {
  it('before its payment came is never charged', async () => {
    const orderId = randomUUID();
    await world.cancel(orderId);
    await waitFor(async () => (await app.http.inject(`/payments/${orderId}`)).statusCode === 200);
    await world.requestAgain(orderId, 'tok_visa');
    await world.untilQuiet(app);
    expect(await world.psp.ledger(orderId)).toEqual([]);
    expect(await world.view(app, orderId)).toMatchObject({ status: 'CANCELLED', amount: { amount: 1999 } });
  });

  it.each(['tok_slow', 'tok_unknownOutcome', 'tok_500', 'tok_500ThenSuccess', 'tok_unavailable'])(
    'during the charge of %s nets to nothing',
    async (token) => {
      const orderId = await world.requested(token);
      await waitFor(async () => (await world.psp.ledger(orderId)).length > 0);
      await world.cancel(orderId);
      await waitFor(async () => (await world.view(app, orderId)).paymentId !== null);
      await waitFor(async () => ['CANCELLED', 'REFUNDED'].includes(String((await world.view(app, orderId)).status)));
      await world.untilQuiet(app);
      const { captures, refunds } = await world.psp.moves(orderId);
      expect(captures - refunds).toBe(0);
      expect(captures).toBeLessThanOrEqual(1);
      const { status } = await world.view(app, orderId);
      expect(status).toBe(captures === 1 ? 'REFUNDED' : 'CANCELLED');
    },
  );

  it('after the charge gets its money back', async () => {
    const orderId = await world.requested();
    const { paymentId } = await world.untilProcessed(orderId);
    await world.cancel(orderId);
    expect(await world.untilRefunded(orderId)).toMatchObject({ paymentId, amount: { amount: 1999, currency: 'EUR' } });
    expect(await world.psp.moves(orderId)).toEqual(returned);
    expect(await world.view(app, orderId)).toMatchObject({ status: 'REFUNDED', refunded: true });
  });

  it('and whose refund is requested again and again is refunded once', async () => {
    const orderId = await world.requested();
    await world.untilProcessed(orderId);
    await Promise.all([world.cancel(orderId), world.requestRefund(orderId)]);
    await world.untilRefunded(orderId);
    await world.untilQuiet(app);
    expect(await world.psp.moves(orderId)).toEqual(returned);
  });
});

describe('a provider that is away', () => {
  it.each([
    ['refuses every call', { mode: 'fail' }],
    ['does not answer', { mode: 'hang' }],
    ['does what it is asked and never says so', { mode: 'succeed_without_answering' }],
  ] as const)(
    'because it %s declines nobody: payments wait and are captured once when it is back',
    async (_how, fault) => {
      await world.psp.fault(fault);
      const orders = await Promise.all(Array.from({ length: 12 }, () => world.requested()));
      await waitFor(
        async () => {
          const views = await Promise.all(orders.map((orderId) => world.view(app, orderId)));
          return views.every(({ waitingFor }) => typeof waitingFor === 'string');
        },
        { timeoutMs: 30_000, describe: 'all payments to be put off' },
      );
      expect((await app.http.inject('/readyz')).statusCode).toBe(200);
      expect(orders.filter((orderId) => world.processed.has(orderId))).toEqual([]);
      await world.psp.clearFaults();
      for (const orderId of orders) {
        expect(await world.untilProcessed(orderId)).toMatchObject({ status: 'approved' });
        expect(await world.psp.moves(orderId)).toEqual(captured);
      }
    },
  );

  it('holds up neither cancellations nor what comes later', async () => {
    await world.psp.kill();
    const [one, two] = await Promise.all([world.requested(), world.requested()]);
    await waitFor(async () => typeof (await world.view(app, one)).waitingFor === 'string');
    await world.cancel(one);
    await waitFor(async () => (await world.view(app, one)).status === 'CANCELLED');
    await world.psp.start();
    expect(await world.untilProcessed(two)).toMatchObject({ status: 'approved' });
    await world.untilQuiet(app);
    expect(await world.psp.moves(one)).toEqual(nothing);
    expect(await world.psp.moves(two)).toEqual(captured);
  });

  it('because it was killed in the middle of calls captures each order once when it is back', async () => {
    await world.psp.fault({ mode: 'slow', delayMs: 300, match: { operation: 'confirm' } });
    const orders = await Promise.all(Array.from({ length: 20 }, () => world.requested('tok_slow')));
    await waitFor(async () => (await Promise.all(orders.map((id) => world.psp.moves(id)))).some((m) => m.captures > 0));
    await world.psp.kill();
    await world.psp.start();
    for (const orderId of orders) {
      expect(await world.untilProcessed(orderId)).toMatchObject({ status: 'approved' });
      expect(await world.psp.moves(orderId)).toEqual(captured);
    }
  });
});

describe('what the service tells', () => {
  it.each([
    ['an unknown order', `/payments/${randomUUID()}`, 404, 'NOT_FOUND'],
    ['what is no order id', '/payments/nonsense', 400, 'VALIDATION_FAILED'],
    ['an unknown query parameter', `/payments/${randomUUID()}?expand=order`, 400, 'VALIDATION_FAILED'],
    ['another method', '/payments/x', 405, 'METHOD_NOT_ALLOWED'],
    ['another path', '/nonsense', 404, 'NOT_FOUND'],
  ])('of %s is a problem', async (what, url, status, code) => {
    const answer = await app.http.inject({ url, method: what === 'another method' ? 'POST' : 'GET' });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toMatchObject({ code });
  });

  it('of a payment is its facts in their order', async () => {
    const orderId = await world.requested();
    await world.untilProcessed(orderId);
    await world.cancel(orderId);
    await world.untilRefunded(orderId);
    const { history, attempts } = (await world.view(app, orderId)) as {
      history: { event: string }[];
      attempts: number;
    };
    expect(history.map(({ event }) => event).sort()).toEqual([
      'approved',
      'cancelled',
      'refunded',
      'requested',
      'started',
    ]);
    expect(attempts).toBe(2);
  });

  it('has no token in it', async () => {
    const orderId = await world.requested();
    await world.untilProcessed(orderId);
    const metrics = await app.http.inject('/metrics');
    expect(metrics.body).toMatch(/payment_attempts_total\{[^}]*outcome="approved"[^}]*\} [1-9]/);
    expect(metrics.body).toMatch(/circuit_breaker_state\{[^}]*name="payment_gateway"[^}]*\}/);
    const payment = await app.http.inject(`/payments/${orderId}`);
    for (const { body } of [metrics, payment]) expect(body).not.toContain('tok_visa');
  });

  it.each(['/healthz', '/readyz', '/metrics', '/openapi.json', '/docs'])('is there at %s', async (url) => {
    expect((await app.http.inject(url)).statusCode).toBeLessThan(400);
  });
});
