import { type ServiceName, services } from './services.ts';
import { durables, streamNames, subjects } from './subjects.ts';

// The streams and durables of Orderflow, as `orderflow setup` makes them and every service verifies them.

const gibibyte = 1024 ** 3;
const dayMs = 86_400_000;

/** What a deployment decides; the rest is part of the promises. */
export interface TopologyOptions {
  /** 1, or 3 on a cluster. Default 1. */
  readonly replicas?: number;
  /** How long the log reaches back. Promises hold for outages shorter than this. Default 7 days. */
  readonly maxAgeMs?: number;
  /** Default 4 GiB. */
  readonly ordersMaxBytes?: number;
  /** Of each of the other streams. Default 2 GiB. */
  readonly otherMaxBytes?: number;
  /** How long a message may be in hand without a sign of life before it is given out again. Default 30 s. */
  readonly ackWaitMs?: number;
}

interface DurableRow {
  readonly name: string;
  readonly stream: string;
  readonly subjects: readonly string[];
}

const durableRows: readonly DurableRow[] = [
  { name: durables.inventoryReserver, stream: streamNames.orders, subjects: [subjects.ordersCreated] },
  {
    name: durables.inventorySettler,
    stream: streamNames.orders,
    subjects: [subjects.ordersConfirmed, subjects.ordersCancelled, subjects.ordersRejected],
  },
  { name: durables.inventoryStockKeeper, stream: streamNames.inventory, subjects: [subjects.inventoryStockAdjusted] },
  {
    name: durables.orderProjector,
    stream: streamNames.orders,
    subjects: [subjects.ordersCreated, subjects.ordersCancelRequested, subjects.ordersDeadlinePassed],
  },
  {
    name: durables.orderInventoryListener,
    stream: streamNames.inventory,
    subjects: [subjects.inventoryReserved, subjects.inventoryRejected],
  },
  {
    name: durables.orderPaymentListener,
    stream: streamNames.payments,
    subjects: [subjects.paymentsProcessed, subjects.paymentsRefunded],
  },
  {
    name: durables.paymentProcessor,
    stream: streamNames.orders,
    subjects: [subjects.ordersPaymentRequested, subjects.ordersCancelled, subjects.ordersRefundRequested],
  },
];

/** A redriven dead letter comes in on a subject that only the durable which failed it reads. */
const redrive = (durable: string): string => `redrive.${durable}`;

/** The whole topology. Its shape is that of the bus's `Topology`. */
export const createTopology = (options: TopologyOptions = {}) => {
  const { replicas = 1, maxAgeMs = 7 * dayMs, ordersMaxBytes = 4 * gibibyte, otherMaxBytes = 2 * gibibyte } = options;
  const { ackWaitMs = 30_000 } = options;
  const stream = (name: string, ownSubjects: readonly string[], maxBytes: number, ageMs = maxAgeMs) => ({
    name,
    subjects: [...ownSubjects, ...durableRows.filter((row) => row.stream === name).map((row) => redrive(row.name))],
    maxBytes,
    maxAgeMs: ageMs,
    duplicateWindowMs: 120_000,
    replicas,
  });
  return {
    streams: [
      stream(streamNames.orders, ['orders.>'], ordersMaxBytes),
      stream(streamNames.inventory, ['inventory.>'], otherMaxBytes),
      stream(streamNames.payments, ['payments.>'], otherMaxBytes),
      // Dead letters leave only by a person's order, so age never takes them.
      stream(streamNames.deadLetters, ['dead_letters.>'], otherMaxBytes, 0),
    ],
    durables: durableRows.map((row) => ({
      name: row.name,
      stream: row.stream,
      subjects: [...row.subjects, redrive(row.name)],
      ackWaitMs,
      maxAckPending: 10_000,
    })),
    deadLetterStream: streamNames.deadLetters,
  };
};

/** The part of the topology that one service rests on: its durables, and the streams that it reads and writes. */
export const serviceTopology = (service: ServiceName, options: TopologyOptions = {}) => {
  const { streams, durables: all, deadLetterStream } = createTopology(options);
  const own: readonly string[] = services[service].durables;
  const durablesOfService = all.filter(({ name }) => own.includes(name));
  const written = new Set(services[service].publishes.map((subject) => `${subject.split('.')[0]}.>`));
  const touched = new Set([deadLetterStream, ...durablesOfService.map(({ stream }) => stream)]);
  return {
    streams: streams.filter(({ name, subjects }) => touched.has(name) || subjects.some((one) => written.has(one))),
    durables: durablesOfService,
    deadLetterStream,
  };
};
