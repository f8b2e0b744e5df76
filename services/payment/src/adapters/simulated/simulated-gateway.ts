import {
  type ChargeResult,
  gatewayUnavailable,
  outcomeUnknown,
  type PaymentGateway,
} from '../../application/gateway.ts';

export interface SimulatedGatewayOptions {
  /** Intents it remembers; the oldest are forgotten beyond it. Default 10 000. */
  readonly maxIntents?: number;
}

const declines: ReadonlyMap<string, string> = new Map([
  ['tok_chargeDeclined', 'generic_decline'],
  ['tok_insufficientFunds', 'insufficient_funds'],
  ['tok_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
  ['tok_chargeDeclinedExpiredCard', 'expired_card'],
  ['tok_chargeDeclinedFraudulent', 'fraudulent'],
]);

const approved: ChargeResult = { status: 'approved' };
const withdrawn: ChargeResult = { status: 'declined', reason: 'withdrawn' };

/**
 * A gateway in the process itself, for benchmarks and tests. It moves no money and keeps no books beyond the process:
 * the same key always means the same intent, and the test token alone says how it ends.
 */
export const createSimulatedGateway = ({ maxIntents = 10_000 }: SimulatedGatewayOptions = {}): PaymentGateway => {
  const intents = new Map<string, ChargeResult>();

  const conclude = (intentId: string, result: ChargeResult): ChargeResult => {
    intents.set(intentId, result);
    if (intents.size > maxIntents) {
      for (const oldest of intents.keys()) {
        intents.delete(oldest);
        break;
      }
    }
    return result;
  };

  const intentIdOf = (key: string): string => `sim_${key}`;

  return {
    name: 'simulated',
    intentIdOf,
    open: async ({ key }) => ({ status: 'opened', intentId: intentIdOf(key) }),

    charge: async ({ intentId, token }) => {
      const standing = intents.get(intentId);
      if (standing) return standing;
      const reason = declines.get(token);
      if (reason !== undefined) return conclude(intentId, { status: 'declined', reason });
      switch (token) {
        case 'tok_unavailable':
          throw gatewayUnavailable('server_error');
        case 'tok_500':
          throw outcomeUnknown('server_error');
        case 'tok_unknownOutcome':
        case 'tok_500ThenSuccess':
          conclude(intentId, approved);
          throw outcomeUnknown(token === 'tok_unknownOutcome' ? 'connection' : 'server_error');
        default:
          return token.startsWith('tok_') || token.startsWith('pm_')
            ? conclude(intentId, approved)
            : conclude(intentId, { status: 'declined', reason: 'invalid_token' });
      }
    },

    // Derived from the key, so it is there whether it was ever charged or not.
    search: async ({ key }) => ({ intentId: intentIdOf(key) }),
    find: async (intentId) => intents.get(intentId) ?? { status: 'open' },
    withdraw: async ({ intentId }) => intents.get(intentId) ?? conclude(intentId, withdrawn),
    refund: async ({ intentId }) => ({ refundId: `re_${intentId}` }),
  };
};
