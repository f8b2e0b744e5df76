import type { Policy } from '@orderflow/resilience';
import type Stripe from 'stripe';
import {
  type ChargeRequest,
  type ChargeResult,
  gatewayUnavailable,
  outcomeUnknown,
  type PaymentGateway,
} from '../../application/gateway.ts';
import type { StripeClient } from './stripe-client.ts';
import { type Refusal, refusalOf } from './stripe-errors.ts';

export interface StripeGatewayOptions {
  readonly client: StripeClient;
  /** Around each single call: a breaker, a timeout. */
  readonly policy: Policy;
}

/** Where the provider keeps what an intent was made for. */
const orderKey = 'orderflow_order_id';

type Found = ChargeResult | { readonly status: 'open' };
type Answer<T> = { readonly kind: 'answered'; readonly value: T } | Refusal;

// Mistakes in what the customer gave. Any other refused request is a mistake of ours, and nobody's card is declined for it.
const customerMistakes: ReadonlySet<string> = new Set([
  'amount_too_large',
  'amount_too_small',
  'parameter_invalid_integer',
  'payment_method_invalid_parameter',
  'payment_method_unactivated',
  'resource_missing',
  'token_already_used',
  'token_in_use',
]);

const resultOf = (intent: Stripe.PaymentIntent): Found => {
  switch (intent.status) {
    case 'succeeded':
      return { status: 'approved' };
    case 'canceled':
      return { status: 'declined', reason: 'withdrawn' };
    case 'requires_payment_method': {
      const error = intent.last_payment_error;
      if (!error) return { status: 'open' };
      return { status: 'declined', reason: error.decline_code ?? error.code ?? 'card_declined' };
    }
    default:
      return { status: 'open' };
  }
};

const openParams = ({ orderId, amount, token }: ChargeRequest): Stripe.PaymentIntentCreateParams => {
  // Stripe takes test and legacy tokens here; its types leave them out.
  const card = { type: 'card' as const, card: { token } };
  return {
    amount: amount.amount,
    currency: amount.currency.toLowerCase(),
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    metadata: { [orderKey]: orderId },
    ...(token.startsWith('pm_') ? { payment_method: token } : { payment_method_data: card }),
  };
};

/** PaymentIntents through the official SDK. Each call has a key derived from the payment's one key. */
export const createStripeGateway = ({ client, policy }: StripeGatewayOptions): PaymentGateway => {
  const call = <T>(moving: boolean, work: (sdk: Stripe) => Promise<T>, signal: AbortSignal): Promise<Answer<T>> =>
    policy.execute(async (own): Promise<Answer<T>> => {
      try {
        return { kind: 'answered', value: await client.call(work, own) };
      } catch (error) {
        return refusalOf(error, moving);
      }
    }, signal);

  const find = async (intentId: string, signal: AbortSignal): Promise<Found> => {
    const answer = await call(false, (sdk) => sdk.paymentIntents.retrieve(intentId), signal);
    if (answer.kind === 'answered') return resultOf(answer.value);
    // Not there? Then we are talking to another account than the one that was charged.
    throw gatewayUnavailable('refused', answer.kind === 'invalid' ? answer.error : undefined);
  };

  /** What the intent says, when the call itself did not. */
  const concluded = async (intentId: string, signal: AbortSignal): Promise<ChargeResult> => {
    const found = await find(intentId, signal);
    if (found.status === 'open') throw outcomeUnknown('undecided');
    return found;
  };

  const change = async (
    intentId: string,
    work: (sdk: Stripe) => Promise<Stripe.PaymentIntent>,
    signal: AbortSignal,
  ): Promise<ChargeResult> => {
    const answer = await call(true, work, signal);
    switch (answer.kind) {
      case 'answered': {
        const result = resultOf(answer.value);
        if (result.status === 'open') throw outcomeUnknown('undecided');
        return result;
      }
      case 'declined':
        return { status: 'declined', reason: answer.reason };
      case 'invalid':
        throw outcomeUnknown('refused', answer.error);
      case 'state':
      case 'replayed_error':
        return await concluded(intentId, signal);
      default:
        return answer satisfies never;
    }
  };

  const findRefund = async (intentId: string, signal: AbortSignal): Promise<{ refundId: string }> => {
    const answer = await call(false, (sdk) => sdk.refunds.list({ payment_intent: intentId, limit: 10 }), signal);
    const refunds = answer.kind === 'answered' ? answer.value.data : [];
    const standing = refunds.find(({ status }) => status !== 'failed' && status !== 'canceled');
    if (standing === undefined) throw outcomeUnknown('undecided');
    return { refundId: standing.id };
  };

  return {
    name: 'stripe',

    open: async (request, signal) => {
      const options = { idempotencyKey: `${request.key}:open` };
      const answer = await call(false, (sdk) => sdk.paymentIntents.create(openParams(request), options), signal);
      switch (answer.kind) {
        case 'answered':
          return { status: 'opened', intentId: answer.value.id };
        case 'declined':
          return { status: 'declined', reason: answer.reason };
        case 'invalid':
          if (customerMistakes.has(answer.code)) return { status: 'declined', reason: answer.code };
          throw gatewayUnavailable('refused', answer.error);
        case 'state':
        case 'replayed_error':
          throw outcomeUnknown('undecided');
        default:
          return answer satisfies never;
      }
    },

    charge: ({ intentId, key }, signal) => {
      const options = { idempotencyKey: `${key}:charge` };
      const params = { error_on_requires_action: true };
      return change(intentId, (sdk) => sdk.paymentIntents.confirm(intentId, params, options), signal);
    },

    search: async ({ orderId }, signal) => {
      const query = `metadata['${orderKey}']:'${orderId}'`;
      const answer = await call(false, (sdk) => sdk.paymentIntents.search({ query, limit: 10 }), signal);
      if (answer.kind !== 'answered')
        throw gatewayUnavailable('refused', answer.kind === 'invalid' ? answer.error : undefined);
      const { data } = answer.value;
      const intent = data.find(({ status }) => status === 'succeeded') ?? data[0];
      return intent && { intentId: intent.id };
    },

    find,

    // No key: cancelling twice is cancelling once, and a stored error must not be repeated for ever.
    withdraw: ({ intentId }, signal) => change(intentId, (sdk) => sdk.paymentIntents.cancel(intentId), signal),

    refund: async ({ intentId, key }, signal) => {
      const options = { idempotencyKey: `${key}:refund` };
      const answer = await call(true, (sdk) => sdk.refunds.create({ payment_intent: intentId }, options), signal);
      switch (answer.kind) {
        case 'answered':
          if (answer.value.status === 'failed') throw outcomeUnknown('undecided');
          return { refundId: answer.value.id };
        case 'state':
        case 'replayed_error':
          return await findRefund(intentId, signal);
        case 'declined':
          throw outcomeUnknown('refused');
        case 'invalid':
          throw outcomeUnknown('refused', answer.error);
        default:
          return answer satisfies never;
      }
    },
  };
};
