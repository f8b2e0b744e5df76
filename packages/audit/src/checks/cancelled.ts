import { type Check, found } from '../violation.ts';
import { isAccepted } from './answered.ts';

/** A wish to cancel that was taken is in the log and in the order, and the order ends legally with it. */
export const cancelled: Check = {
  name: 'cancelled',
  promise: 'a wish to cancel that was accepted came to its order, and none that was not',
  *find({ history = [], orders, messages, firstOrdersSequence }) {
    for (const request of history) {
      const { kind, orderId, status } = request;
      if (kind !== 'cancel' || orderId === undefined) continue;
      const order = orders.get(orderId);
      if (!order) continue;
      const { decision, decisionReason, cancelRequested, position } = order;
      const sequences = messages.get(orderId)?.['orders.cancel_requested'] ?? [];
      const evidence = { orderId, decision, decisionReason, position, sequences, requests: [request] };
      if (isAccepted(request) && !cancelRequested) {
        yield found(`order ${orderId} was asked to be cancelled and does not know of it`, evidence);
      }
      if (status === 409 && decision === null) {
        yield found(`order ${orderId} could not be cancelled because it had ended, and is open`, evidence);
      }
    }
    for (const { orderId, decisionReason, position } of orders.values()) {
      if (decisionReason !== 'customer_request' || (position ?? 0) < firstOrdersSequence) continue;
      if (messages.get(orderId)?.['orders.cancel_requested']) continue;
      yield found(`order ${orderId} was cancelled for its customer, and the log has no such wish`, {
        orderId,
        position,
      });
    }
  },
};
