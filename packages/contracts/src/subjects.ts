/** Every subject, stream, durable and bucket name, once. */
export const subjects = {
  ordersCreated: 'orders.created',
  ordersPaymentRequested: 'orders.payment_requested',
  ordersConfirmed: 'orders.confirmed',
  ordersCancelled: 'orders.cancelled',
  ordersRejected: 'orders.rejected',
  ordersRefundRequested: 'orders.refund_requested',
  ordersCancelRequested: 'orders.cancel_requested',
  ordersDeadlinePassed: 'orders.deadline_passed',
  inventoryReserved: 'inventory.reserved',
  inventoryRejected: 'inventory.rejected',
  inventoryStockAdjusted: 'inventory.stock_adjusted',
  inventoryAdjustmentRefused: 'inventory.adjustment_refused',
  paymentsProcessed: 'payments.processed',
  paymentsRefunded: 'payments.refunded',
} as const;

export const streamNames = {
  orders: 'ORDERS',
  inventory: 'INVENTORY',
  payments: 'PAYMENTS',
  deadLetters: 'DEAD_LETTERS',
} as const;

export const durables = {
  inventoryReserver: 'inventory-reserver',
  inventorySettler: 'inventory-settler',
  inventoryStockKeeper: 'inventory-stock-keeper',
  orderProjector: 'order-projector',
  orderInventoryListener: 'order-inventory-listener',
  orderPaymentListener: 'order-payment-listener',
  paymentProcessor: 'payment-processor',
} as const;

/** JetStream KV bucket of the catalogue: key is the sku, value a JSON `CatalogEntry`. */
export const catalogBucket = 'catalog';

/** A sku, and so a key of the catalogue bucket. */
export const skuPattern = '^[A-Za-z0-9_-]{1,64}$';
