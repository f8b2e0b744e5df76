import type { Entry, KeyStamp } from './entries.ts';

export type IntentStatus = 'requires_confirmation' | 'requires_payment_method' | 'succeeded' | 'canceled';

export interface Intent {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly order: string;
  readonly token: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: number;
  status: IntentStatus;
  canceledAt?: number;
  decline?: { readonly code: string; readonly declineCode: string };
  refund?: string;
}

export interface Refund {
  readonly id: string;
  readonly intent: string;
  readonly amount: number;
  readonly currency: string;
  readonly createdAt: number;
}

/** What was answered under a key: enough to say it again. */
export interface StoredAnswer extends KeyStamp {
  readonly kind: Entry['kind'];
  readonly intent: string;
}

interface Totals {
  captures: number;
  capturedAmount: number;
  refunds: number;
  refundedAmount: number;
  declines: number;
  cancels: number;
}

/** The provider's state: what the ledger's entries add up to. */
export interface Books {
  apply(entry: Entry): void;
  intent(id: string): Intent | undefined;
  /** Newest first. */
  intentsOf(order: string): readonly Intent[];
  refund(id: string): Refund | undefined;
  answer(key: string): StoredAnswer | undefined;
  /** Forgets the keys, as Stripe does after 24 hours. The number forgotten. */
  pruneKeys(): number;
  readonly totals: Readonly<Totals>;
}

/** `maxKeys`: the oldest keys beyond it are forgotten. */
export const createBooks = (maxKeys: number): Books => {
  const intents = new Map<string, Intent>();
  const byOrder = new Map<string, Intent[]>();
  const refunds = new Map<string, Refund>();
  const keys = new Map<string, StoredAnswer>();
  // One for all: each new one would have to pass by all that was deleted before it finds the first that is left.
  const fromOldest = keys.keys();
  const totals: Totals = { captures: 0, capturedAmount: 0, refunds: 0, refundedAmount: 0, declines: 0, cancels: 0 };

  const remember = ({ key, kind, intent }: Entry): void => {
    if (key === undefined) return;
    keys.set(key.value, { ...key, kind, intent });
    if (keys.size <= maxKeys) return;
    const { value: oldest } = fromOldest.next();
    if (oldest !== undefined) keys.delete(oldest);
  };

  const effect = (entry: Entry): void => {
    if (entry.kind === 'intent') {
      const { intent: id, amount, currency, order, token, metadata, at: createdAt } = entry;
      const made: Intent = { id, amount, currency, order, token, metadata, createdAt, status: 'requires_confirmation' };
      intents.set(id, made);
      byOrder.set(order, [...(byOrder.get(order) ?? []), made]);
      return;
    }
    const intent = intents.get(entry.intent);
    if (intent === undefined) return;
    switch (entry.kind) {
      case 'capture':
        intent.status = 'succeeded';
        totals.captures += 1;
        totals.capturedAmount += entry.amount;
        return;
      case 'decline':
        intent.status = 'requires_payment_method';
        intent.decline = { code: entry.code, declineCode: entry.declineCode };
        totals.declines += 1;
        return;
      case 'cancel':
        intent.status = 'canceled';
        intent.canceledAt = entry.at;
        totals.cancels += 1;
        return;
      case 'refund': {
        const { refund: id, amount, currency, at: createdAt } = entry;
        intent.refund = id;
        refunds.set(id, { id, intent: entry.intent, amount, currency, createdAt });
        totals.refunds += 1;
        totals.refundedAmount += amount;
        return;
      }
      case 'failure':
        return;
      default:
        entry satisfies never;
    }
  };

  return {
    apply: (entry) => {
      remember(entry);
      effect(entry);
    },
    intent: (id) => intents.get(id),
    intentsOf: (order) => [...(byOrder.get(order) ?? [])].toReversed(),
    refund: (id) => refunds.get(id),
    answer: (key) => keys.get(key),
    pruneKeys: () => {
      const { size } = keys;
      keys.clear();
      return size;
    },
    totals,
  };
};
