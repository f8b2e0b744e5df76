import { describe, expect, it } from 'vitest';
import { createSimulatedGateway } from './simulated-gateway.ts';

const signal = new AbortController().signal;
const requestOf = (token: string) => {
  const key = 'orderflow-1';
  const intentId = createSimulatedGateway().intentIdOf?.(key) ?? '';
  return { orderId: '1', amount: { amount: 1, currency: 'EUR' }, token, key, intentId };
};

describe('the simulated gateway', () => {
  it.each([
    ['tok_visa', { status: 'approved' }],
    ['tok_slow', { status: 'approved' }],
    ['tok_chargeDeclined', { status: 'declined', reason: 'generic_decline' }],
    ['tok_insufficientFunds', { status: 'declined', reason: 'insufficient_funds' }],
    ['nonsense', { status: 'declined', reason: 'invalid_token' }],
  ])('with %s ends as %o, each time', async (token, result) => {
    const gateway = createSimulatedGateway();
    expect(await gateway.charge(requestOf(token), signal)).toEqual(result);
    expect(await gateway.charge(requestOf(token), signal)).toEqual(result);
    expect(await gateway.find(requestOf(token).intentId, signal)).toEqual(result);
  });

  it.each(['tok_unknownOutcome', 'tok_500ThenSuccess'])(
    'with %s approves and does not say so at first',
    async (token) => {
      const gateway = createSimulatedGateway();
      await expect(gateway.charge(requestOf(token), signal)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
      expect(await gateway.charge(requestOf(token), signal)).toEqual({ status: 'approved' });
    },
  );

  it('captures nothing once an intent is withdrawn, and tells when it was too late', async () => {
    const gateway = createSimulatedGateway();
    const withdrawn = { status: 'declined', reason: 'withdrawn' };
    expect(await gateway.withdraw(requestOf('tok_visa'), signal)).toEqual(withdrawn);
    expect(await gateway.charge(requestOf('tok_visa'), signal)).toEqual(withdrawn);
    const other = createSimulatedGateway();
    await other.charge(requestOf('tok_visa'), signal);
    expect(await other.withdraw(requestOf('tok_visa'), signal)).toEqual({ status: 'approved' });
  });

  it('is away, or fails, with the tokens made for it', async () => {
    const gateway = createSimulatedGateway();
    const away = { code: 'DEPENDENCY_UNAVAILABLE' };
    await expect(gateway.charge(requestOf('tok_unavailable'), signal)).rejects.toMatchObject(away);
    await expect(gateway.charge(requestOf('tok_500'), signal)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  });
});
