import type { OrderCreated } from '@orderflow/contracts';
import type { Created } from '../domain/facts.ts';

/** The fact that a message of the log is. */
export const createdOf = (order: OrderCreated, position: number): Created => ({
  customerId: order.customerId,
  items: order.items,
  totalAmount: order.totalAmount,
  paymentToken: order.paymentToken,
  fingerprint: order.fingerprint,
  at: order.createdAt,
  position,
});
