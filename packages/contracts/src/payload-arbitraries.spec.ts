import fc from 'fast-check';
import type * as p from './payloads.ts';

const orderId = fc.uuid();
const word = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
export const anyText = fc.string({ maxLength: 40, unit: 'grapheme' });
const safe = fc.maxSafeInteger();
const date = fc.date({ noInvalidDate: true });
export const money: fc.Arbitrary<p.Money> = fc.record({ amount: safe, currency: fc.stringMatching(/^[A-Z]{3}$/) });
const quantity = fc.integer({ min: 1, max: 0xffff_ffff });
const fingerprint = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((b) => Buffer.from(b).toString('hex'));
const line: fc.Arbitrary<p.Line> = fc.record({ sku: word, quantity });
const item: fc.Arbitrary<p.OrderItem> = fc.record({ sku: word, quantity, unitPrice: money });

/** A payload of each event, as its interface allows it. */
export const payloads: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  'orders.created': fc.record<p.OrderCreated>({
    orderId,
    customerId: word,
    items: fc.array(item, { minLength: 1, maxLength: 5 }),
    totalAmount: money,
    paymentToken: word,
    fingerprint,
    createdAt: date,
  }),
  'orders.payment_requested': fc.record<p.OrderPaymentRequested>({
    orderId,
    amount: money,
    paymentToken: word,
    requestedAt: date,
  }),
  'orders.confirmed': fc.record<p.OrderConfirmed>({ orderId, paymentId: anyText, confirmedAt: date }),
  'orders.cancelled': fc.record<p.OrderCancelled>({
    orderId,
    reason: fc.constantFrom('customer_request', 'payment_declined', 'deadline_passed', 'conflicting_duplicate'),
    detail: anyText,
    cancelledAt: date,
  }),
  'orders.rejected': fc.record<p.OrderRejected>({ orderId, reason: anyText, rejectedAt: date }),
  'orders.refund_requested': fc.record<p.OrderRefundRequested>({
    orderId,
    paymentId: word,
    amount: money,
    requestedAt: date,
  }),
  'orders.cancel_requested': fc.record<p.OrderCancelRequested>({ orderId, requestedAt: date }),
  'orders.deadline_passed': fc.record<p.OrderDeadlinePassed>({ orderId, passedAt: date }),
  'inventory.reserved': fc.record<p.InventoryReserved>({ orderId, fingerprint, reservedAt: date }),
  'inventory.rejected': fc.record<p.InventoryRejected>({
    orderId,
    fingerprint,
    short: fc.array(line, { minLength: 1, maxLength: 5 }),
    rejectedAt: date,
  }),
  'inventory.stock_adjusted': fc.record<p.StockAdjusted>({
    sku: word,
    key: word,
    delta: safe.filter((delta) => delta !== 0),
    reason: anyText,
    adjustedAt: date,
  }),
  'inventory.adjustment_refused': fc.record<p.AdjustmentRefused>({
    sku: word,
    key: word,
    delta: safe.filter((delta) => delta !== 0),
    adjustedAt: date,
  }),
  'payments.processed': fc.record<p.PaymentProcessed>({
    orderId,
    paymentId: anyText,
    status: fc.constantFrom('approved', 'declined'),
    amount: money,
    reason: anyText,
    processedAt: date,
  }),
  'payments.refunded': fc.record<p.PaymentRefunded>({
    orderId,
    paymentId: word,
    refundId: word,
    amount: money,
    refundedAt: date,
  }),
};
