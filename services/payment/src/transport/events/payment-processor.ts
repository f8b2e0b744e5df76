import { durables, orderCancelled, orderPaymentRequested, orderRefundRequested } from '@orderflow/contracts';
import type { Subscriber } from '@orderflow/eventbus';
import type { Note } from '../../application/note.ts';
import { attemptKey } from '../../domain/attempt-key.ts';

/** Routes what the durable `payment-processor` carries. `intentIdOf`: for a gateway that derives its ids. */
export const subscribePaymentProcessor = (
  subscriber: Subscriber,
  note: Note,
  intentIdOf?: (key: string) => string,
): void => {
  const durable = durables.paymentProcessor;

  subscriber.subscribe(
    orderPaymentRequested,
    async ({ payload }, signal) => {
      const { orderId, amount, paymentToken: token, requestedAt: at } = payload;
      const key = attemptKey(orderId);
      const intentId = intentIdOf?.(key);
      await note({ orderId, kind: 'requested', amount, token, at, key, ...(intentId && { intentId }) }, signal);
    },
    durable,
  );
  subscriber.subscribe(
    orderCancelled,
    async ({ payload }, signal) => {
      await note({ orderId: payload.orderId, kind: 'cancelled', at: payload.cancelledAt }, signal);
    },
    durable,
  );
  subscriber.subscribe(
    orderRefundRequested,
    async ({ payload }, signal) => {
      await note({ orderId: payload.orderId, kind: 'refund_requested', at: payload.requestedAt }, signal);
    },
    durable,
  );
};
