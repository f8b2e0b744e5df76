export { type CatalogEntry, decodeCatalogEntry, encodeCatalogEntry } from './catalog.ts';
export type { Codec } from './codec.ts';
export {
  type EventContract,
  events,
  inventoryRejected,
  inventoryReserved,
  orderCancelled,
  orderCancelRequested,
  orderConfirmed,
  orderCreated,
  orderDeadlinePassed,
  orderPaymentRequested,
  orderRefundRequested,
  orderRejected,
  paymentProcessed,
  paymentRefunded,
  stockAdjusted,
} from './events.ts';
export type {
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
export { catalogBucket, durables, skuPattern, streamNames, subjects } from './subjects.ts';
export { createTopology, type TopologyOptions } from './topology.ts';
