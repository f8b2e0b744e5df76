import { orderflow } from '../gen/contracts.js';
import {
  codecOf,
  dateFromWire,
  dateToWire,
  fingerprintFromWire,
  fingerprintToWire,
  integerToWire,
  linesFromWire,
  nonZero,
  orderIdFromWire,
  safeInteger,
  text,
} from './codec.ts';
import { type EventContract, ofOrder } from './event-contract.ts';
import type * as p from './payloads.ts';
import { subjects } from './subjects.ts';

const { v1: inventory } = orderflow.inventory;

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
      orderId: orderIdFromWire(m.orderId),
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
      orderId: orderIdFromWire(m.orderId),
      fingerprint: fingerprintFromWire(m.fingerprint),
      short: linesFromWire(m.short, 'short'),
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
      delta: integerToWire(e.delta, 'delta'),
      reason: e.reason,
      adjustedAt: dateToWire(e.adjustedAt),
    }),
    (m) => ({
      sku: text(m.sku, 'sku'),
      key: text(m.key, 'key'),
      delta: nonZero(safeInteger(m.delta, 'delta'), 'delta'),
      reason: m.reason,
      adjustedAt: dateFromWire(m.adjustedAt, 'adjusted_at'),
    }),
  ),
};

/** Whether an adjustment fitted depends on the orders before it: what was decided is told, so that the log knows it too. */
export const adjustmentRefused: EventContract<p.AdjustmentRefused> = {
  type: subjects.inventoryAdjustmentRefused,
  subject: subjects.inventoryAdjustmentRefused,
  version: 1,
  key: (payload) => payload.sku,
  // No sku has a dot in it, so this is the identity of no adjustment.
  messageId: (payload) => `${payload.sku}.refused:${payload.key}`,
  codec: codecOf(
    inventory.AdjustmentRefused,
    (e: p.AdjustmentRefused) => ({
      sku: e.sku,
      key: e.key,
      delta: integerToWire(e.delta, 'delta'),
      adjustedAt: dateToWire(e.adjustedAt),
    }),
    (m) => ({
      sku: text(m.sku, 'sku'),
      key: text(m.key, 'key'),
      delta: nonZero(safeInteger(m.delta, 'delta'), 'delta'),
      adjustedAt: dateFromWire(m.adjustedAt, 'adjusted_at'),
    }),
  ),
};
