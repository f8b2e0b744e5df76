import { type ChargeResult, outcomeUnknown, type PaymentGateway } from '../application/gateway.ts';
import { type Fate, ModelProvider, type Reply } from './model-provider.spec.ts';

/** The process died under the call: nothing that follows from it is done. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

export type CallFate = Fate | 'crash_before' | 'crash_after';

const lost = () => outcomeUnknown('undecided');

const result = (reply: Reply): ChargeResult => {
  switch (reply.kind) {
    case 'approved':
      return { status: 'approved' };
    case 'declined':
      return { status: 'declined', reason: reply.reason };
    default:
      throw lost();
  }
};

/** The treacherous provider behind the port. Each order has a provider of its own; `fate` is asked at each call. */
export const createModelGateway = (options: {
  readonly fate: () => CallFate;
  readonly declines: (orderId: string) => boolean;
}) => {
  const providers = new Map<string, ModelProvider>();
  const orders = new Map<string, string>();

  const providerOf = (orderId: string): ModelProvider => {
    const provider = providers.get(orderId) ?? new ModelProvider(options.declines(orderId));
    providers.set(orderId, provider);
    return provider;
  };

  const fated = async (call: (fate: Fate) => Reply): Promise<Reply> => {
    const fate = options.fate();
    await new Promise(setImmediate);
    if (fate === 'crash_before') throw new Crash();
    const reply = call(fate === 'crash_after' ? 'answered' : fate);
    if (fate === 'crash_after') throw new Crash();
    if (reply.kind === 'lost') throw lost();
    return reply;
  };

  // One provider an order, so each one's own ids must be told apart.
  const outer = (orderId: string, intentId: string): string => `${orderId}/${intentId}`;
  const inner = (intentId: string): string => intentId.split('/')[1] ?? intentId;

  const gateway: PaymentGateway = {
    name: 'model',
    open: async ({ orderId, key }) => {
      const reply = await fated((fate) => providerOf(orderId).open(key, fate, Date.now()));
      if (reply.kind !== 'opened') throw lost();
      const intentId = outer(orderId, reply.intentId);
      orders.set(intentId, orderId);
      return { status: 'opened', intentId };
    },
    search: async ({ orderId }) => {
      const provider = providerOf(orderId);
      const reply = await fated((fate) => provider.search(fate));
      if (reply.kind === 'none') return undefined;
      if (reply.kind !== 'opened') throw lost();
      const intentId = outer(orderId, reply.intentId);
      orders.set(intentId, orderId);
      return { intentId };
    },
    charge: async ({ orderId, intentId, key }) =>
      result(await fated((fate) => providerOf(orderId).charge(inner(intentId), key, fate, Date.now()))),
    find: async (intentId) => {
      const provider = providerOf(orders.get(intentId) ?? '');
      const reply = await fated((fate) => provider.find(inner(intentId), fate));
      return reply.kind === 'open' ? { status: 'open' } : result(reply);
    },
    withdraw: async ({ orderId, intentId }) =>
      result(await fated((fate) => providerOf(orderId).withdraw(inner(intentId), fate))),
    refund: async ({ orderId, intentId, key }) => {
      const reply = await fated((fate) => providerOf(orderId).refund(inner(intentId), key, fate, Date.now()));
      if (reply.kind !== 'refunded') throw lost();
      return { refundId: reply.refundId };
    },
  };

  return { gateway, providerOf, providers };
};
