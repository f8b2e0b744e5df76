import Long from 'long';
import { orderflow } from '../gen/contracts.js';
import {
  type Codec,
  codecOf,
  dateFromWire,
  dateToWire,
  fingerprintFromWire,
  fingerprintToWire,
  itemFromWire,
  itemToWire,
  lineFromWire,
  moneyFromWire,
  moneyToWire,
  safeInteger,
  text,
} from './codec.ts';
import { cancelReasonFromWire, cancelReasonToWire, paymentStatusFromWire, paymentStatusToWire } from './enums.ts';
import type * as p from './payloads.ts';
import { subjects } from './subjects.ts';

/** One kind of event. The bus takes it as it is (the shapes agree; this package does not depend on the bus). */
export interface EventContract<T> {
  /** Also its subject: each kind of event has one of its own. */
  readonly type: string;
  readonly subject: string;
  readonly version: number;
  readonly codec: Codec<T>;
  key(payload: T): string;
  messageId?(payload: T): string;
}

const { order, payment, inventory } = {
  order: orderflow.order.v1,
  payment: orderflow.payment.v1,
  inventory: orderflow.inventory.v1,
};

/** An event about an order: its Msg-Id is `<order id>:<type>`. */
const ofOrder = <T extends { readonly orderId: string }>(subject: string, codec: Codec<T>): EventContract<T> => ({
  type: subject,
  subject,
  version: 1,
  codec,
  key: (payload) => payload.orderId,
});

export const orderCreated = ofOrder(
  subjects.ordersCreated,
  codecOf(
    order.OrderCreated,
    (e: p.OrderCreated) => ({
      orderId: e.orderId,
      customerId: e.customerId,
      items: e.items.map(itemToWire),
      totalAmount: moneyToWire(e.totalAmount),
      paymentToken: e.paymentToken,
      fingerprint: fingerprintToWire(e.fingerprint),
      createdAt: dateToWire(e.createdAt),
    }),
    (m) => ({
      orderId: text(m.orderId, 'order_id'),
      customerId: text(m.customerId, 'customer_id'),
      items: m.items.map(itemFromWire),
      totalAmount: moneyFromWire(m.totalAmount, 'total_amount'),
      paymentToken: m.paymentToken,
      fingerprint: fingerprintFromWire(m.fingerprint),
      createdAt: dateFromWire(m.createdAt, 'created_at'),
    }),
  ),
);

export const orderPaymentRequested = ofOrder(
  subjects.ordersPaymentRequested,
  codecOf(
    order.OrderPaymentRequested,
    (e: p.OrderPaymentRequested) => ({
      orderId: e.orderId,
      amount: moneyToWire(e.amount),
      paymentToken: e.paymentToken,
      requestedAt: dateToWire(e.requestedAt),
    }),
    (m) => ({
      orderId: text(m.orderId, 'order_id'),
      amount: moneyFromWire(m.amount, 'amount'),
      paymentToken: m.paymentToken,
      requestedAt: dateFromWire(m.requestedAt, 'requested_at'),
    }),
  ),
);

export const orderConfirmed = ofOrder(
  subjects.ordersConfirmed,
  codecOf(
    order.OrderConfirmed,
    (e: p.OrderConfirmed) => ({
      orderId: e.orderId,
      paymentId: e.paymentId,
      confirmedAt: dateToWire(e.confirmedAt),
    }),
    (m) => ({
      orderId: text(m.orderId, 'order_id'),
      paymentId: m.paymentId,
      confirmedAt: dateFromWire(m.confirmedAt, 'confirmed_at'),
    }),
  ),
);

export const orderCancelled = ofOrder(
  subjects.ordersCancelled,
  codecOf(
    order.OrderCancelled,
    (e: p.OrderCancelled) => ({
      orderId: e.orderId,
      reason: cancelReasonToWire(e.reason),
      detail: e.detail,
      cancelledAt: dateToWire(e.cancelledAt),
    }),
    (m) => ({
      orderId: text(m.orderId, 'order_id'),
      reason: cancelReasonFromWire(m.reason),
      detail: m.detail,
      cancelledAt: dateFromWire(m.cancelledAt, 'cancelled_at'),
    }),
  ),
);

export const orderRejected = ofOrder(
  subjects.ordersRejected,
  codecOf(
    order.OrderRejected,
    (e: p.OrderRejected) => ({ orderId: e.orderId, reason: e.reason, rejectedAt: dateToWire(e.rejectedAt) }),
    (m) => ({
      orderId: text(m.orderId, 'order_id'),
      reason: m.reason,
      rejectedAt: dateFromWire(m.rejectedAt, 'rejected_at'),
    }),
  ),
);

export const orderRefundRequested = ofOrder(
  subjects.ordersRefundRequested,
  codecOf(
    order.OrderRefundRequested,
    (e: p.OrderRefundRequested) => ({
      orderId: e.orderId,
      paymentId: e.paymentId,
      amount: moneyToWire(e.amount),
      requestedAt: dateToWire(e.requestedAt),
    }),
    (m) => ({
      orderId: text(m.orderId, 'order_id'),
      paymentId: m.paymentId,
      amount: moneyFromWire(m.amount, 'amount'),
      requestedAt: dateFromWire(m.requestedAt, 'requested_at'),
    }),
  ),
);

export const orderCancelRequested = ofOrder(
  subjects.ordersCancelRequested,
  codecOf(
    order.OrderCancelRequested,
    (e: p.OrderCancelRequested) => ({ orderId: e.orderId, requestedAt: dateToWire(e.requestedAt) }),
    (m) => ({ orderId: text(m.orderId, 'order_id'), requestedAt: dateFromWire(m.requestedAt, 'requested_at') }),
  ),
);

export const orderDeadlinePassed = ofOrder(
  subjects.ordersDeadlinePassed,
  codecOf(
    order.OrderDeadlinePassed,
    (e: p.OrderDeadlinePassed) => ({ orderId: e.orderId, passedAt: dateToWire(e.passedAt) }),
    (m) => ({ orderId: text(m.orderId, 'order_id'), passedAt: dateFromWire(m.passedAt, 'passed_at') }),
  ),
);

export const paymentProcessed = ofOrder(
  subjects.paymentsProcessed,
  codecOf(
    payment.PaymentProcessed,
    (e: p.PaymentProcessed) => ({
      orderId: e.orderId,
      paymentId: e.paymentId,
      status: paymentStatusToWire(e.status),
      amount: moneyToWire(e.amount),
      reason: e.reason,
      processedAt: dateToWire(e.processedAt),
    }),
    (m) => ({
      orderId: text(m.orderId, 'order_id'),
      paymentId: m.paymentId,
      status: paymentStatusFromWire(m.status),
      amount: moneyFromWire(m.amount, 'amount'),
      reason: m.reason,
      processedAt: dateFromWire(m.processedAt, 'processed_at'),
    }),
  ),
);

export const paymentRefunded = ofOrder(
  subjects.paymentsRefunded,
  codecOf(
    payment.PaymentRefunded,
    (e: p.PaymentRefunded) => ({
      orderId: e.orderId,
      paymentId: e.paymentId,
      refundId: e.refundId,
      amount: moneyToWire(e.amount),
      refundedAt: dateToWire(e.refundedAt),
    }),
    (m) => ({
      orderId: text(m.orderId, 'order_id'),
      paymentId: m.paymentId,
      refundId: m.refundId,
      amount: moneyFromWire(m.amount, 'amount'),
      refundedAt: dateFromWire(m.refundedAt, 'refunded_at'),
    }),
  ),
);

export const inventoryReserved = ofOrder(
  subjects.inventoryReserved,
  codecOf(
    inventory.InventoryReserved,
    (e: p.InventoryReserved) => ({
      orderId: e.orderId,
      fingerprint: fingerprintToWire(e.fingerprint),
      reservedAt: dateToWire(e.reservedAt),
    }),
    (m) => ({
      orderId: text(m.orderId, 'order_id'),
      fingerprint: fingerprintFromWire(m.fingerprint),
      reservedAt: dateFromWire(m.reservedAt, 'reserved_at'),
    }),
  ),
);

export const inventoryRejected = ofOrder(
  subjects.inventoryRejected,
  codecOf(
    inventory.InventoryRejected,
    (e: p.InventoryRejected) => ({
      orderId: e.orderId,
      fingerprint: fingerprintToWire(e.fingerprint),
      short: [...e.short],
      rejectedAt: dateToWire(e.rejectedAt),
    }),
    (m) => ({
      orderId: text(m.orderId, 'order_id'),
      fingerprint: fingerprintFromWire(m.fingerprint),
      short: m.short.map(lineFromWire),
      rejectedAt: dateFromWire(m.rejectedAt, 'rejected_at'),
    }),
  ),
);

export const stockAdjusted: EventContract<p.StockAdjusted> = {
  type: subjects.inventoryStockAdjusted,
  subject: subjects.inventoryStockAdjusted,
  version: 1,
  key: (payload) => payload.sku,
  messageId: (payload) => `${payload.sku}:${payload.key}`,
  codec: codecOf(
    inventory.StockAdjusted,
    (e: p.StockAdjusted) => ({
      sku: e.sku,
      key: e.key,
      delta: Long.fromNumber(e.delta),
      reason: e.reason,
      adjustedAt: dateToWire(e.adjustedAt),
    }),
    (m) => ({
      sku: text(m.sku, 'sku'),
      key: text(m.key, 'key'),
      delta: safeInteger(m.delta, 'delta'),
      reason: m.reason,
      adjustedAt: dateFromWire(m.adjustedAt, 'adjusted_at'),
    }),
  ),
};

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
  paymentProcessed,
  paymentRefunded,
] as const;
