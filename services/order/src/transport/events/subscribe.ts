import {
  durables,
  inventoryRejected,
  inventoryReserved,
  orderCancelRequested,
  orderCreated,
  orderDeadlinePassed,
  paymentProcessed,
  paymentRefunded,
} from '@orderflow/contracts';
import type { Subscriber } from '@orderflow/eventbus';
import { createdOf } from '../../application/created.ts';
import type { RecordFact } from '../../application/record-fact.ts';

/** Every event that order reads is a fact about one of its orders. */
export const subscribeOrder = (bus: Subscriber, recordFact: RecordFact): void => {
  const { orderProjector, orderInventoryListener, orderPaymentListener } = durables;

  bus.subscribe(
    orderCreated,
    ({ payload, sequence }, signal) =>
      recordFact(payload.orderId, { kind: 'created', created: createdOf(payload, sequence) }, signal),
    orderProjector,
  );
  bus.subscribe(
    orderCancelRequested,
    ({ payload }, signal) => recordFact(payload.orderId, { kind: 'cancel_requested', at: payload.requestedAt }, signal),
    orderProjector,
  );
  bus.subscribe(
    orderDeadlinePassed,
    ({ payload }, signal) => recordFact(payload.orderId, { kind: 'deadline_passed', at: payload.passedAt }, signal),
    orderProjector,
  );
  bus.subscribe(
    inventoryReserved,
    ({ payload: { orderId, fingerprint, reservedAt: at } }, signal) =>
      recordFact(
        orderId,
        { kind: 'reservation', reservation: { outcome: 'reserved', fingerprint, short: [], at } },
        signal,
      ),
    orderInventoryListener,
  );
  bus.subscribe(
    inventoryRejected,
    ({ payload: { orderId, fingerprint, short, rejectedAt: at } }, signal) =>
      recordFact(
        orderId,
        { kind: 'reservation', reservation: { outcome: 'rejected', fingerprint, short, at } },
        signal,
      ),
    orderInventoryListener,
  );
  bus.subscribe(
    paymentProcessed,
    ({ payload: { orderId, paymentId, status: outcome, amount, reason, processedAt: at } }, signal) =>
      recordFact(orderId, { kind: 'payment', payment: { outcome, paymentId, amount, reason, at } }, signal),
    orderPaymentListener,
  );
  bus.subscribe(
    paymentRefunded,
    ({ payload: { orderId, refundId, refundedAt: at } }, signal) =>
      recordFact(orderId, { kind: 'refund', refund: { refundId, at } }, signal),
    orderPaymentListener,
  );
};
