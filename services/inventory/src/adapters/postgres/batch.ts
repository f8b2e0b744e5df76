import type { Client, Unawaited } from '@orderflow/postgres';
import type { Adjust, Adjustment } from '../../domain/adjustment.ts';
import { type Answer, adjustmentId, type Command, fold, type Ledger } from '../../domain/fold.ts';
import type { Reservation } from '../../domain/reservation.ts';
import { noStock, type Stock } from '../../domain/stock.ts';
import {
  type AdjustmentRow,
  adjustmentFrom,
  fingerprintOf,
  linesOf,
  type ReservationRow,
  reservationFrom,
  type StockRow,
  stockFrom,
} from './rows.ts';
import { statements } from './statements.ts';

/** Decides a batch of commands of any kind inside a transaction: lock, fold in memory, write back. */
export const executeBatch = async (
  client: Client,
  batch: readonly Command[],
  unawaited: Unawaited,
): Promise<readonly Answer[]> => {
  const ledger = await lock(client, batch);
  const { answers, changes } = fold(ledger, batch);
  for (const statement of write(client, ledger, changes)) unawaited(statement);
  return answers;
};

/** The statements are sent together and run one after the other; the order of the locks is that of `statements`. */
const lock = async (client: Client, batch: readonly Command[]): Promise<Ledger> => {
  const orderIds = new Set<string>();
  const settled = new Set<string>();
  const skus = new Set<string>();
  const adjusts: Adjust[] = [];
  for (const command of batch) {
    switch (command.kind) {
      case 'reserve':
        orderIds.add(command.orderId);
        for (const sku of command.quantities.keys()) skus.add(sku);
        break;
      case 'settle':
        orderIds.add(command.orderId);
        settled.add(command.orderId);
        break;
      case 'adjust':
        adjusts.push(command);
        skus.add(command.sku);
        break;
      default:
        command satisfies never;
    }
  }
  const [reservations, , stock, adjustments] = await Promise.all([
    lockReservations(client, [...orderIds]),
    openStock(client, adjusts),
    lockStock(client, [...skus], [...settled]),
    readAdjustments(client, adjusts),
  ]);
  return { reservations, stock, adjustments };
};

const lockReservations = async (
  client: Client,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, Reservation>> => {
  if (orderIds.length === 0) return new Map();
  const { rows } = await client.query<ReservationRow>({ ...statements.lockReservations, values: [orderIds] });
  return new Map(rows.map((row) => [row.order_id, reservationFrom(row)]));
};

const openStock = async (client: Client, adjusts: readonly Adjust[]): Promise<void> => {
  if (adjusts.length === 0) return;
  await client.query({ ...statements.openStock, values: [[...new Set(adjusts.map(({ sku }) => sku))]] });
};

const lockStock = async (
  client: Client,
  skus: readonly string[],
  settled: readonly string[],
): Promise<ReadonlyMap<string, Stock>> => {
  const { rows } = await client.query<StockRow>({ ...statements.lockStock, values: [skus, settled] });
  return new Map(rows.map((row) => [row.sku, stockFrom(row)]));
};

const readAdjustments = async (
  client: Client,
  adjusts: readonly Adjust[],
): Promise<ReadonlyMap<string, Adjustment>> => {
  if (adjusts.length === 0) return new Map();
  const values = [adjusts.map(({ sku }) => sku), adjusts.map(({ key }) => key)];
  const { rows } = await client.query<AdjustmentRow>({ ...statements.readAdjustments, values });
  return new Map(rows.map((row) => [adjustmentId(row), adjustmentFrom(row)]));
};

const write = (client: Client, ledger: Ledger, changes: Ledger): readonly Promise<unknown>[] => {
  const writes: Promise<unknown>[] = [];
  if (changes.adjustments.size > 0) {
    const values = adjustmentColumns([...changes.adjustments.values()]);
    writes.push(client.query({ ...statements.insertAdjustments, values }));
  }
  if (changes.reservations.size > 0 || changes.stock.size > 0) {
    writes.push(client.query({ ...statements.write, values: writeColumns(ledger, changes) }));
  }
  return writes;
};

const writeColumns = (ledger: Ledger, changes: Ledger) => {
  const made = [...changes.reservations].filter(([orderId]) => !ledger.reservations.has(orderId));
  const ended = [...changes.reservations].filter(([orderId]) => ledger.reservations.has(orderId));
  const moves = [...changes.stock].map(([sku, after]) => ({ sku, after, before: ledger.stock.get(sku) ?? noStock }));
  return [
    made.map(([orderId]) => orderId),
    made.map(([, { state }]) => state),
    made.map(([, reservation]) => fingerprintOf(reservation)),
    made.map(([, reservation]) => linesOf(reservation)),
    made.map(([, { decidedAt }]) => decidedAt.toISOString()),
    ended.map(([orderId]) => orderId),
    ended.map(([, { state }]) => state),
    moves.map(({ sku }) => sku),
    moves.map(({ before, after }) => after.available - before.available),
    moves.map(({ before, after }) => after.reserved - before.reserved),
    moves.map(({ before, after }) => after.sold - before.sold),
    moves.map(({ before, after }) => after.received - before.received),
  ];
};

const adjustmentColumns = (adjustments: readonly Adjustment[]) => [
  adjustments.map(({ sku }) => sku),
  adjustments.map(({ key }) => key),
  adjustments.map(({ delta }) => delta),
  adjustments.map(({ reason }) => reason),
  adjustments.map(({ outcome }) => outcome),
  adjustments.map(({ adjustedAt }) => adjustedAt.toISOString()),
];
