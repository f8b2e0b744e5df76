import { type Check, found } from '../violation.ts';
import { isAccepted } from './answered.ts';

/** Accepted − terminal = ∅: of the client's requests, and of the log's. */
export const accepted: Check = {
  name: 'accepted',
  promise: 'every accepted order has reached its one end',
  *find({ history = [], orders, messages, firstOrdersSequence }) {
    const told = new Set<string>();
    for (const request of history) {
      if (request.kind !== 'post' || !isAccepted(request)) continue;
      const { orderId, status, customerId } = request;
      if (orderId === undefined) {
        yield found(`${customerId} was answered ${status} without an order`, { requests: [request] });
      } else if (!told.has(orderId) && !orders.get(orderId)?.createdAt) {
        told.add(orderId);
        const sequences = messages.get(orderId)?.['orders.created'] ?? [];
        yield found(`order ${orderId} was accepted and is lost`, { orderId, sequences, requests: [request] });
      }
    }
    for (const { orderId, createdAt, decision } of orders.values()) {
      if (decision === null) yield found(`order ${orderId} has not ended`, { orderId, createdAt });
    }
    for (const [orderId, { 'orders.created': sequences }] of messages) {
      if (sequences && !orders.get(orderId)?.createdAt) {
        yield found(`order ${orderId} is in the log and has no row`, { orderId, ORDERS: sequences });
      }
    }
    for (const { orderId, position, createdAt } of orders.values()) {
      if (createdAt === null || (position ?? 0) < firstOrdersSequence) continue;
      if (!messages.get(orderId)?.['orders.created']) {
        yield found(`order ${orderId} has a row and is not in the log`, { orderId, position });
      }
    }
  },
};
