import { randomUUID } from 'node:crypto';
import { compose, createTimeout } from '@orderflow/resilience';
import { waitFor } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ChargeRequest } from '../../application/gateway.ts';
import { type PspProcess, startPsp } from '../../testing/psp-process.spec.ts';
import { createStripeClient } from './stripe-client.ts';
import { createStripeGateway } from './stripe-gateway.ts';

// The official SDK against a real psp-simulator process, each call over HTTP.

let psp: PspProcess;
const timeoutMs = 400;

beforeAll(async () => {
  psp = await startPsp();
});
afterAll(() => psp.stop());
afterEach(async () => {
  await psp.start();
  await psp.clearFaults();
});

const gatewayTo = (baseUrl: string, callTimeoutMs = timeoutMs) =>
  createStripeGateway({
    client: createStripeClient({ baseUrl, apiKey: 'sk_test_orderflow' }),
    policy: compose(createTimeout({ timeoutMs: callTimeoutMs, name: 'the call' })),
  });

const signal = new AbortController().signal;
const requestOf = (token: string): ChargeRequest => {
  const orderId = randomUUID();
  return { orderId, token, amount: { amount: 1999, currency: 'EUR' }, key: `orderflow-${orderId}` };
};

const opened = async (request: ChargeRequest) => {
  const answer = await gatewayTo(psp.url).open(request, signal);
  if (answer.status !== 'opened') throw new Error(answer.reason);
  return { ...request, intentId: answer.intentId };
};

const code = (code: string, reason?: string) =>
  expect.objectContaining({ code, ...(reason && { details: { reason } }) });

describe('a charge', () => {
  it.each([
    ['tok_visa', { status: 'approved' }],
    ['pm_card_visa', { status: 'approved' }],
    ['tok_slow', { status: 'approved' }],
    ['tok_chargeDeclined', { status: 'declined', reason: 'generic_decline' }],
    ['tok_insufficientFunds', { status: 'declined', reason: 'insufficient_funds' }],
    ['tok_chargeDeclinedExpiredCard', { status: 'declined', reason: 'expired_card' }],
  ])('with %s ends as %o, and again when repeated', async (token, result) => {
    const gateway = gatewayTo(psp.url);
    const request = await opened(requestOf(token));
    expect(await gateway.charge(request, signal)).toEqual(result);
    expect(await gateway.charge(request, signal)).toEqual(result);
    expect(await gateway.find(request.intentId, signal)).toEqual(result);
    expect(await psp.moves(request.orderId)).toEqual({ captures: result.status === 'approved' ? 1 : 0, refunds: 0 });
  });

  it('opened twice under one key is one intent', async () => {
    const request = requestOf('tok_visa');
    expect((await opened(request)).intentId).toBe((await opened(request)).intentId);
    expect(await psp.ledger(request.orderId)).toHaveLength(1);
  });

  it('with an unknown token is declined before an intent is made', async () => {
    const answer = await gatewayTo(psp.url).open(requestOf('tok_nonsense'), signal);
    expect(answer).toEqual({ status: 'declined', reason: 'resource_missing' });
  });

  it('that was captured without an answer is unknown, and told when repeated under its key', async () => {
    const request = await opened(requestOf('tok_unknownOutcome'));
    await expect(gatewayTo(psp.url).charge(request, signal)).rejects.toEqual(code('OUTCOME_UNKNOWN', 'connection'));
    expect(await gatewayTo(psp.url).charge(request, signal)).toEqual({ status: 'approved' });
    expect(await psp.moves(request.orderId)).toEqual({ captures: 1, refunds: 0 });
  });

  it('whose key the provider has forgotten is told by its intent, not made again', async () => {
    const request = await opened(requestOf('tok_unknownOutcome'));
    await expect(gatewayTo(psp.url).charge(request, signal)).rejects.toEqual(code('OUTCOME_UNKNOWN', 'connection'));
    await psp.forgetKeys();
    expect(await gatewayTo(psp.url).charge(request, signal)).toEqual({ status: 'approved' });
    expect(await psp.moves(request.orderId)).toEqual({ captures: 1, refunds: 0 });
  });

  it('that was answered 500 is looked up once the 500 is repeated under its key', async () => {
    const request = await opened(requestOf('tok_500ThenSuccess'));
    await expect(gatewayTo(psp.url).charge(request, signal)).rejects.toEqual(code('OUTCOME_UNKNOWN', 'server_error'));
    expect(await gatewayTo(psp.url).charge(request, signal)).toEqual({ status: 'approved' });
    expect(await psp.moves(request.orderId)).toEqual({ captures: 1, refunds: 0 });
  });

  it('whose 500 moved no money stays unknown until it is withdrawn', async () => {
    const request = await opened(requestOf('tok_500'));
    for (const reason of ['server_error', 'undecided', 'undecided']) {
      await expect(gatewayTo(psp.url).charge(request, signal)).rejects.toEqual(code('OUTCOME_UNKNOWN', reason));
    }
    const withdrawn = { status: 'declined', reason: 'withdrawn' };
    expect(await gatewayTo(psp.url).withdraw(request, signal)).toEqual(withdrawn);
    expect(await gatewayTo(psp.url).charge(request, signal)).toEqual(withdrawn);
    expect(await psp.moves(request.orderId)).toEqual({ captures: 0, refunds: 0 });
  });

  it('is put off when the provider is unavailable', async () => {
    const request = await opened(requestOf('tok_unavailable'));
    await expect(gatewayTo(psp.url).charge(request, signal)).rejects.toEqual(code('OUTCOME_UNKNOWN', 'server_error'));
  });

  it('that hangs is given up in time, and in progress for whoever asks meanwhile', async () => {
    const request = await opened(requestOf('tok_visa'));
    await psp.fault({ mode: 'slow', delayMs: 1_500, match: { operation: 'confirm' }, count: 1 });
    // The fault holds the call before it takes its key; the key is taken while tok_slow takes its time.
    await expect(gatewayTo(psp.url).charge(request, signal)).rejects.toEqual(code('TIMEOUT'));
    expect(await gatewayTo(psp.url).charge(request, signal)).toEqual({ status: 'approved' });
    const slow = await opened(requestOf('tok_slow'));
    const first = gatewayTo(psp.url).charge(slow, signal);
    await expect(
      Promise.any([gatewayTo(psp.url).charge(slow, signal), gatewayTo(psp.url).charge(slow, signal)]),
    ).rejects.toMatchObject({ errors: [{ code: 'OUTCOME_UNKNOWN' }, { code: 'OUTCOME_UNKNOWN' }] });
    expect(await first).toEqual({ status: 'approved' });
    expect(await psp.moves(slow.orderId)).toEqual({ captures: 1, refunds: 0 });
  });

  it('is not made under the same key with another amount', async () => {
    const request = requestOf('tok_visa');
    await opened(request);
    const other = { ...request, amount: { amount: 1, currency: 'EUR' } };
    await expect(gatewayTo(psp.url).open(other, signal)).rejects.toEqual(code('OUTCOME_UNKNOWN', 'key_conflict'));
  });

  it('is cut off by its caller, and leaves no call behind', async () => {
    const request = await opened(requestOf('tok_visa'));
    await psp.fault({ mode: 'hang', match: { operation: 'confirm' }, count: 1 });
    const controller = new AbortController();
    const charge = gatewayTo(psp.url).charge(request, controller.signal);
    controller.abort(new Error('we stop'));
    await expect(charge).rejects.toThrow('we stop');
  });

  it('survives the death of the provider in the middle of a call', async () => {
    const request = await opened(requestOf('tok_visa'));
    await psp.fault({ mode: 'hang', match: { operation: 'confirm' }, count: 1 });
    const charge = gatewayTo(psp.url, 20_000).charge(request, signal);
    const gone = expect(charge).rejects.toEqual(code('OUTCOME_UNKNOWN', 'connection'));
    await waitFor(async () => (await psp.faults()) === 0, { describe: 'the call to arrive' });
    await psp.kill();
    await gone;
    await expect(gatewayTo(psp.url).charge(request, signal)).rejects.toEqual(code('OUTCOME_UNKNOWN', 'connection'));
    await psp.start();
    expect(await gatewayTo(psp.url).charge(request, signal)).toEqual({ status: 'approved' });
    expect(await psp.moves(request.orderId)).toEqual({ captures: 1, refunds: 0 });
  });
});

describe('a provider that fails', () => {
  it('makes a charge unknown, and what moves no money unavailable', async () => {
    const request = await opened(requestOf('tok_visa'));
    await psp.fault({ mode: 'fail' });
    const gateway = gatewayTo(psp.url);
    await expect(gateway.open(requestOf('tok_visa'), signal)).rejects.toEqual(code('DEPENDENCY_UNAVAILABLE'));
    await expect(gateway.charge(request, signal)).rejects.toEqual(code('OUTCOME_UNKNOWN'));
    await expect(gateway.find(request.intentId, signal)).rejects.toEqual(code('DEPENDENCY_UNAVAILABLE'));
  });

  it('and refuses our key never declines a card', async () => {
    const client = createStripeClient({ baseUrl: psp.url, apiKey: 'rk_wrong' });
    const gateway = createStripeGateway({ client, policy: compose() });
    const refused = code('DEPENDENCY_UNAVAILABLE', 'refused');
    await expect(gateway.open(requestOf('tok_visa'), signal)).rejects.toEqual(refused);
  });

  it('knows nothing of the intent: another account is no proof that nothing was charged', async () => {
    const request = { ...requestOf('tok_visa'), intentId: 'pi_elsewhere' };
    await expect(gatewayTo(psp.url).charge(request, signal)).rejects.toEqual(code('OUTCOME_UNKNOWN', 'refused'));
    const refused = code('DEPENDENCY_UNAVAILABLE', 'refused');
    await expect(gatewayTo(psp.url).find('pi_elsewhere', signal)).rejects.toEqual(refused);
  });
});

describe('an intent that is withdrawn', () => {
  it('while it is charged is in progress: the gateway is not at fault', async () => {
    const slow = await opened(requestOf('tok_slow'));
    const charge = gatewayTo(psp.url).charge(slow, signal);
    const withdraw = gatewayTo(psp.url).withdraw(slow, signal);
    await expect(withdraw).rejects.toEqual(code('DEPENDENCY_UNAVAILABLE', 'in_progress'));
    expect(await charge).toEqual({ status: 'approved' });
    expect(await gatewayTo(psp.url).withdraw(slow, signal)).toEqual({ status: 'approved' });
  });

  it('captures nothing any more', async () => {
    const request = await opened(requestOf('tok_visa'));
    expect(await gatewayTo(psp.url).find(request.intentId, signal)).toEqual({ status: 'open' });
    const withdrawn = { status: 'declined', reason: 'withdrawn' };
    expect(await gatewayTo(psp.url).withdraw(request, signal)).toEqual(withdrawn);
    expect(await gatewayTo(psp.url).withdraw(request, signal)).toEqual(withdrawn);
    expect(await gatewayTo(psp.url).charge(request, signal)).toEqual(withdrawn);
    expect(await psp.moves(request.orderId)).toEqual({ captures: 0, refunds: 0 });
  });

  it('tells when it was too late', async () => {
    const request = await opened(requestOf('tok_visa'));
    await gatewayTo(psp.url).charge(request, signal);
    expect(await gatewayTo(psp.url).withdraw(request, signal)).toEqual({ status: 'approved' });
  });
});

describe('a refund', () => {
  it('is made once, also when it was made before under a key that is forgotten', async () => {
    const request = await opened(requestOf('tok_visa'));
    await gatewayTo(psp.url).charge(request, signal);
    const refund = await gatewayTo(psp.url).refund(request, signal);
    expect(await gatewayTo(psp.url).refund(request, signal)).toEqual(refund);
    await psp.forgetKeys();
    expect(await gatewayTo(psp.url).refund(request, signal)).toEqual(refund);
    expect(await psp.moves(request.orderId)).toEqual({ captures: 1, refunds: 1 });
  });

  it('that was made without an answer is told when repeated', async () => {
    const request = await opened(requestOf('tok_visa'));
    await gatewayTo(psp.url).charge(request, signal);
    await psp.fault({ mode: 'succeed_without_answering', match: { operation: 'refund' }, count: 1 });
    await expect(gatewayTo(psp.url).refund(request, signal)).rejects.toEqual(code('OUTCOME_UNKNOWN', 'connection'));
    await gatewayTo(psp.url).refund(request, signal);
    expect(await psp.moves(request.orderId)).toEqual({ captures: 1, refunds: 1 });
  });
});
