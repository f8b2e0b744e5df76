import { orderflow } from '../gen/contracts.js';
import { codecOf, dateFromWire, dateToWire, moneyFromWire, moneyToWire, orderIdFromWire, text } from './codec.ts';
import { paymentStatusFromWire, paymentStatusToWire } from './enums.ts';
import { ofOrder } from './event-contract.ts';
import type * as p from './payloads.ts';
import { subjects } from './subjects.ts';

const { v1: payment } = orderflow.payment;

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
      orderId: orderIdFromWire(m.orderId),
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
      orderId: orderIdFromWire(m.orderId),
      paymentId: text(m.paymentId, 'payment_id'),
      refundId: text(m.refundId, 'refund_id'),
      amount: moneyFromWire(m.amount, 'amount'),
      refundedAt: dateFromWire(m.refundedAt, 'refunded_at'),
    }),
  ),
);
