import { AppError } from '@orderflow/errors';
import type { Adjust, Adjustment } from './adjustment.ts';
import { adjustmentId, type Ledger } from './fold.ts';
import type { Ending, Reservation } from './reservation.ts';
import { noStock, type Quantities, type Stock } from './stock.ts';

/** What the log says of one order, as far as stock is concerned. */
export interface RetoldOrder {
  /** What was ordered, by the fingerprint of the request: two requests may have come under one key. */
  readonly ordered: ReadonlyMap<string, Quantities>;
  /** What inventory said: the first of it. */
  readonly decided?:
    | { readonly outcome: 'reserved'; readonly fingerprint: string; readonly at: Date }
    | { readonly outcome: 'rejected'; readonly fingerprint: string; readonly short: Quantities; readonly at: Date };
  readonly ended?: { readonly ending: Ending; readonly at: Date };
}

export const untold: RetoldOrder = { ordered: new Map() };

/** Everything the log says of stock. */
export interface Retold {
  readonly orders: ReadonlyMap<string, RetoldOrder>;
  /** In the order of the log. */
  readonly adjustments: readonly Adjust[];
  /** By `adjustmentId`. */
  readonly refused: ReadonlySet<string>;
}

/**
 * The ledger that the log implies. Nothing is decided again: what was reserved, refused, sold and released was told. What
 * was decided and not told is left out: its message is unread, comes again and is decided then. Throws LOG_INCOMPLETE when
 * the log cannot be true.
 */
export const ledgerOf = ({ orders, adjustments, refused }: Retold): Ledger => {
  const reservations = new Map<string, Reservation>();
  for (const [orderId, order] of orders) {
    const reservation = reservationOf(orderId, order);
    if (reservation) reservations.set(orderId, reservation);
  }
  const stock = held(reservations.values());
  return { reservations, ...adjusted(stock, adjustments, refused) };
};

const contradiction = (what: string): AppError =>
  new AppError('LOG_INCOMPLETE', `${what} A message of the log must be missing: nothing was rebuilt.`);

const reservationOf = (orderId: string, { ordered, decided, ended }: RetoldOrder): Reservation | undefined => {
  if (!decided) {
    if (ended?.ending === 'confirmed') throw contradiction(`Order ${orderId} was confirmed and never reserved.`);
    return ended && { state: 'tombstone', decidedAt: ended.at };
  }
  const { fingerprint, at: decidedAt } = decided;
  if (decided.outcome === 'rejected') return { state: 'rejected', fingerprint, short: decided.short, decidedAt };
  const lines = ordered.get(fingerprint);
  if (!lines) throw contradiction(`Order ${orderId} was reserved and what was ordered is not known.`);
  return { state: stageOf(ended?.ending), fingerprint, held: lines, decidedAt };
};

const stageOf = (ending: Ending | undefined): 'reserved' | 'sold' | 'released' => {
  switch (ending) {
    case undefined:
      return 'reserved';
    case 'confirmed':
      return 'sold';
    case 'cancelled':
    case 'rejected':
      return 'released';
    default:
      return ending satisfies never;
  }
};

/** What the reservations hold and have sold, taken out of stock that is still empty. */
const held = (reservations: Iterable<Reservation>): Map<string, Stock> => {
  const stock = new Map<string, Stock>();
  for (const reservation of reservations) {
    if (reservation.state !== 'reserved' && reservation.state !== 'sold') continue;
    for (const [sku, quantity] of reservation.held) {
      const before = stock.get(sku) ?? noStock;
      const available = before.available - quantity;
      stock.set(sku, { ...before, available, [reservation.state]: before[reservation.state] + quantity });
    }
  }
  return stock;
};

/**
 * Adjustments come after all that came in: only the sum counts, and which of them were refused was told. A write-off that
 * does not fit and was not refused has not been decided yet.
 */
const adjusted = (
  stock: Map<string, Stock>,
  commands: readonly Adjust[],
  refused: ReadonlySet<string>,
): Pick<Ledger, 'stock' | 'adjustments'> => {
  const adjustments = new Map<string, Adjustment>();
  const first = new Map<string, Adjust>();
  for (const command of commands) if (!first.has(adjustmentId(command))) first.set(adjustmentId(command), command);
  const cameInFirst = [...first.values()].sort((a, b) => Number(a.delta < 0) - Number(b.delta < 0));
  for (const command of cameInFirst) {
    const { kind: _kind, at: adjustedAt, ...asked } = command;
    const before = stock.get(asked.sku) ?? noStock;
    const id = adjustmentId(command);
    if (refused.has(id)) {
      stock.set(asked.sku, before);
      adjustments.set(id, { ...asked, adjustedAt, outcome: 'refused' });
      continue;
    }
    const [available, received] = [before.available + asked.delta, before.received + asked.delta];
    if (asked.delta < 0 && available < 0) continue;
    stock.set(asked.sku, { ...before, available, received });
    adjustments.set(id, { ...asked, adjustedAt, outcome: 'applied' });
  }
  for (const [sku, { available, received }] of stock) {
    if (available < 0) throw contradiction(`More of ${sku} was reserved and sold than came in (${received}).`);
  }
  return { stock, adjustments };
};
