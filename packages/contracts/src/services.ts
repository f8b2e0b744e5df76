import { durables, subjects } from './subjects.ts';

/** What belongs to one service: nobody else publishes these subjects, or reads by these durables. */
interface Ownership {
  readonly publishes: readonly string[];
  readonly durables: readonly string[];
  /** What it listens to outside of its durables, to answer sooner: nothing rests on it. */
  readonly hears: readonly string[];
}

/** The services at the log, and what is whose. */
export const services = {
  order: {
    publishes: [
      subjects.ordersCreated,
      subjects.ordersPaymentRequested,
      subjects.ordersConfirmed,
      subjects.ordersCancelled,
      subjects.ordersRejected,
      subjects.ordersRefundRequested,
      subjects.ordersCancelRequested,
      subjects.ordersDeadlinePassed,
    ],
    durables: [durables.orderProjector, durables.orderInventoryListener, durables.orderPaymentListener],
    hears: [
      subjects.ordersPaymentRequested,
      subjects.ordersConfirmed,
      subjects.ordersCancelled,
      subjects.ordersRejected,
    ],
  },
  payment: {
    publishes: [subjects.paymentsProcessed, subjects.paymentsRefunded],
    durables: [durables.paymentProcessor],
    hears: [],
  },
  inventory: {
    publishes: [
      subjects.inventoryReserved,
      subjects.inventoryRejected,
      subjects.inventoryStockAdjusted,
      subjects.inventoryAdjustmentRefused,
    ],
    durables: [durables.inventoryReserver, durables.inventorySettler, durables.inventoryStockKeeper],
    hears: [],
  },
} as const satisfies Readonly<Record<string, Ownership>>;

export type ServiceName = keyof typeof services;

/** The three, in the order people think of them. */
export const serviceNames = ['order', 'payment', 'inventory'] as const satisfies readonly ServiceName[];

/** Who looks after dead letters over HTTP: an identity of its own at the log, beside the service's that serves it. */
export const lettersIdentity = 'letters';

/** Answers to an identity come to subjects below it, and no other may listen there. */
export const inboxPrefix = (identity: ServiceName | typeof lettersIdentity): string => `_INBOX_${identity}`;
