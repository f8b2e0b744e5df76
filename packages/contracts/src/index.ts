export { type CatalogEntry, decodeCatalogEntry, encodeCatalogEntry } from './catalog.ts';
export type { Codec } from './codec.ts';
export { type EventContract, orderIdAttribute } from './event-contract.ts';
export { events } from './events.ts';
export { adjustmentRefused, inventoryRejected, inventoryReserved, stockAdjusted } from './inventory-events.ts';
export {
  orderCancelled,
  orderCancelRequested,
  orderConfirmed,
  orderCreated,
  orderDeadlinePassed,
  orderPaymentRequested,
  orderRefundRequested,
  orderRejected,
} from './order-events.ts';
export { type PayloadJson, payloadFromJson, payloadToJson } from './payload-json.ts';
export type {
  AdjustmentRefused,
  CancelReason,
  InventoryRejected,
  InventoryReserved,
  Line,
  Money,
  OrderCancelled,
  OrderCancelRequested,
  OrderConfirmed,
  OrderCreated,
  OrderDeadlinePassed,
  OrderItem,
  OrderPaymentRequested,
  OrderRefundRequested,
  OrderRejected,
  PaymentProcessed,
  PaymentRefunded,
  PaymentStatus,
  StockAdjusted,
} from './payloads.ts';
export { paymentProcessed, paymentRefunded } from './payment-events.ts';
export { inboxPrefix, lettersIdentity, type ServiceName, serviceNames, services } from './services.ts';
export { catalogBucket, durables, skuPattern, streamNames, subjects } from './subjects.ts';
export { createTopology, serviceTopology, type TopologyOptions } from './topology.ts';
