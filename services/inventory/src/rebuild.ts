import {
  adjustmentRefused,
  durables,
  inventoryRejected,
  inventoryReserved,
  orderCancelled,
  orderConfirmed,
  orderCreated,
  orderRejected,
  stockAdjusted,
  streamNames,
} from '@orderflow/contracts';
import { type Builder, on, type Projection, type RebuiltTable, type Route } from '@orderflow/rebuild';
import { fingerprintOf, linesOf } from './adapters/postgres/rows.ts';
import type { Adjust } from './domain/adjustment.ts';
import { adjustmentId, type Ledger } from './domain/fold.ts';
import { addUp, type Ending } from './domain/reservation.ts';
import { ledgerOf, type RetoldOrder, untold } from './domain/retell.ts';

type ChangeOrder = (orderId: string, by: (order: RetoldOrder) => RetoldOrder) => void;

const orderRoutes = (change: ChangeOrder): readonly Route[] => {
  const ended = (orderId: string, ending: Ending, at: Date): void =>
    change(orderId, (order) => (order.ended ? order : { ...order, ended: { ending, at } }));
  const decided = (orderId: string, one: RetoldOrder['decided']): void =>
    change(orderId, (order) => (order.decided || !one ? order : { ...order, decided: one }));
  return [
    on(orderCreated, ({ orderId, fingerprint, items }) =>
      change(orderId, (order) => ({ ...order, ordered: new Map([[fingerprint, addUp(items)], ...order.ordered]) })),
    ),
    on(orderConfirmed, ({ orderId, confirmedAt }) => ended(orderId, 'confirmed', confirmedAt)),
    on(orderCancelled, ({ orderId, cancelledAt }) => ended(orderId, 'cancelled', cancelledAt)),
    on(orderRejected, ({ orderId, rejectedAt }) => ended(orderId, 'rejected', rejectedAt)),
    on(inventoryReserved, ({ orderId, fingerprint, reservedAt: at }) =>
      decided(orderId, { outcome: 'reserved', fingerprint, at }),
    ),
    on(inventoryRejected, ({ orderId, fingerprint, short, rejectedAt: at }) =>
      decided(orderId, { outcome: 'rejected', fingerprint, short: addUp(short), at }),
    ),
  ];
};

const reservationsTable = ({ reservations }: Ledger): RebuiltTable => ({
  name: 'reservations',
  key: ['order_id'],
  columns: [
    ['order_id', 'text'],
    ['state', 'text'],
    ['fingerprint', 'text'],
    ['lines', 'jsonb'],
    ['decided_at', 'timestamptz'],
  ],
  rows: [...reservations].map(([orderId, reservation]) => [
    orderId,
    reservation.state,
    fingerprintOf(reservation),
    linesOf(reservation),
    reservation.decidedAt.toISOString(),
  ]),
  // Of a tombstone it is when inventory heard of the end, which nobody was told: the end itself stands in for it.
  keep: [{ columns: ['decided_at'], when: `rebuilt.state = 'tombstone' and present.state = 'tombstone'` }],
});

const stockTable = ({ stock }: Ledger): RebuiltTable => ({
  name: 'stock',
  key: ['sku'],
  columns: [
    ['sku', 'text'],
    ['available', 'bigint'],
    ['reserved', 'bigint'],
    ['sold', 'bigint'],
    ['received', 'bigint'],
  ],
  rows: [...stock].map(([sku, { available, reserved, sold, received }]) => [sku, available, reserved, sold, received]),
  keep: [],
});

const adjustmentsTable = ({ adjustments }: Ledger): RebuiltTable => ({
  name: 'stock_adjustments',
  key: ['sku', 'key'],
  columns: [
    ['sku', 'text'],
    ['key', 'text'],
    ['delta', 'bigint'],
    ['reason', 'text'],
    ['outcome', 'text'],
    ['adjusted_at', 'timestamptz'],
  ],
  rows: [...adjustments.values()].map(({ sku, key, delta, reason, outcome, adjustedAt }) => [
    sku,
    key,
    delta,
    reason,
    outcome,
    adjustedAt.toISOString(),
  ]),
  keep: [],
});

/**
 * Stock, reservations and adjustments, as the log tells them. The catalogue needs no rebuilding: it is a bucket of the log
 * itself, which keeps the last value of each product and none before it.
 */
export const createInventoryProjection = (): Projection => ({
  service: 'inventory',
  tableNames: ['reservations', 'stock', 'stock_adjustments'],
  streams: [streamNames.orders, streamNames.inventory],
  durables: [durables.inventoryReserver, durables.inventorySettler, durables.inventoryStockKeeper],
  begin: (): Builder => {
    const orders = new Map<string, RetoldOrder>();
    const adjustments: Adjust[] = [];
    const refused = new Set<string>();
    const change: ChangeOrder = (orderId, by) => void orders.set(orderId, by(orders.get(orderId) ?? untold));
    return {
      routes: [
        ...orderRoutes(change),
        on(stockAdjusted, ({ adjustedAt: at, ...asked }) => void adjustments.push({ kind: 'adjust', ...asked, at })),
        on(adjustmentRefused, (refusal) => void refused.add(adjustmentId(refusal))),
      ],
      tables: () => {
        const ledger = ledgerOf({ orders, adjustments, refused });
        return [reservationsTable(ledger), stockTable(ledger), adjustmentsTable(ledger)];
      },
    };
  },
});
