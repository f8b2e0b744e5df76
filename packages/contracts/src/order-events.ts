import { orderflow } from '../gen/contracts.js';
import {
  codecOf,
  dateFromWire,
  dateToWire,
  fingerprintFromWire,
  fingerprintToWire,
  itemsFromWire,
  itemToWire,
  moneyFromWire,
  moneyToWire,
  orderIdFromWire,
  text,
} from './codec.ts';
import { cancelReasonFromWire, cancelReasonToWire } from './enums.ts';
import { ofOrder } from './event-contract.ts';
import type * as p from './payloads.ts';
import { subjects } from './subjects.ts';

const { v1: order } = orderflow.order;

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
      orderId: orderIdFromWire(m.orderId),
      customerId: text(m.customerId, 'customer_id'),
      items: itemsFromWire(m.items),
      totalAmount: moneyFromWire(m.totalAmount, 'total_amount'),
      paymentToken: text(m.paymentToken, 'payment_token'),
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
      orderId: orderIdFromWire(m.orderId),
      amount: moneyFromWire(m.amount, 'amount'),
      paymentToken: text(m.paymentToken, 'payment_token'),
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
      orderId: orderIdFromWire(m.orderId),
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
      orderId: orderIdFromWire(m.orderId),
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
      orderId: orderIdFromWire(m.orderId),
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
      orderId: orderIdFromWire(m.orderId),
      paymentId: text(m.paymentId, 'payment_id'),
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
    (m) => ({ orderId: orderIdFromWire(m.orderId), requestedAt: dateFromWire(m.requestedAt, 'requested_at') }),
  ),
);

export const orderDeadlinePassed = ofOrder(
  subjects.ordersDeadlinePassed,
  codecOf(
    order.OrderDeadlinePassed,
    (e: p.OrderDeadlinePassed) => ({ orderId: e.orderId, passedAt: dateToWire(e.passedAt) }),
    (m) => ({ orderId: orderIdFromWire(m.orderId), passedAt: dateFromWire(m.passedAt, 'passed_at') }),
  ),
);
