import { adjustmentRefused, inventoryRejected, inventoryReserved, stockAdjusted } from './inventory-events.ts';
import {
  orderCancelled,
  orderCancelRequested,
  orderConfirmed,
  orderCreated,
  orderDeadlinePassed,
  orderPaymentRequested,
  orderRefundRequested,
  orderRejected,
} from './order-events.ts';
import { paymentProcessed, paymentRefunded } from './payment-events.ts';

/** Every event there is, in the order of the table in docs/events.md. */
export const events = [
  orderCreated,
  orderPaymentRequested,
  orderConfirmed,
  orderCancelled,
  orderRejected,
  orderRefundRequested,
  orderCancelRequested,
  orderDeadlinePassed,
  inventoryReserved,
  inventoryRejected,
  stockAdjusted,
  adjustmentRefused,
  paymentProcessed,
  paymentRefunded,
] as const;
