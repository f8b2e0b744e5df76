import type { Facts } from '../../domain/facts.ts';
import { historyOf, reasonOf, statusOf } from '../../domain/status.ts';

/** An order as it is listed. The payment token is nobody's business. */
export const listedView = (facts: Facts) => {
  const { orderId, created } = facts;
  return {
    orderId,
    customerId: created?.customerId ?? '',
    status: statusOf(facts),
    items: created ? [...created.items] : [],
    totalAmount: created?.totalAmount ?? { amount: 0, currency: '' },
    reason: reasonOf(facts) ?? null,
    createdAt: created?.at.toISOString() ?? '',
  };
};

export const orderView = (facts: Facts) => ({
  ...listedView(facts),
  history: historyOf(facts).map(({ status, at }) => ({ status, at: at.toISOString() })),
});

export const locationOf = (orderId: string, position: number): string => `/orders/${orderId}?at=${position}`;
