import { type Quantities, release, reserve, type Stock, type StockChanges, sell } from './stock.ts';

/**
 * What stands for an order, one row for ever.
 * - `reserved` → `sold` or `released`: the stages of a reservation, each taken once;
 * - `rejected`: something was short, nothing was taken;
 * - `tombstone`: the order was over before its reservation came, which therefore takes nothing any more.
 */
export type Reservation =
  | {
      readonly state: 'reserved' | 'sold' | 'released';
      readonly fingerprint: string;
      readonly held: Quantities;
      readonly decidedAt: Date;
    }
  | {
      readonly state: 'rejected';
      readonly fingerprint: string;
      /** What was asked for of each sku that was short. */
      readonly short: Quantities;
      readonly decidedAt: Date;
    }
  | { readonly state: 'tombstone'; readonly decidedAt: Date };

/** Set the goods of an order aside. */
export interface Reserve {
  readonly kind: 'reserve';
  readonly orderId: string;
  /** Of the orders.created it comes from. */
  readonly fingerprint: string;
  /** The order's lines added up by sku. */
  readonly quantities: Quantities;
  readonly at: Date;
}

/** How an order ended. */
export type Ending = 'confirmed' | 'cancelled' | 'rejected';

/** The order is over: its goods are sold, or they go back. */
export interface Settle {
  readonly kind: 'settle';
  readonly orderId: string;
  readonly ending: Ending;
  readonly at: Date;
}

/** What stands for the order after a command; the same for every repeat of the command. */
export interface ReservationAnswer {
  readonly reservation: Reservation;
  /** This command changed something. A repeat did not. */
  readonly changed: boolean;
}

export interface ReservationDecision {
  readonly answer: ReservationAnswer;
  readonly stock: StockChanges;
}

const nothing: StockChanges = new Map();
const unchanged = (reservation: Reservation): ReservationDecision => ({
  answer: { reservation, changed: false },
  stock: nothing,
});
const changed = (reservation: Reservation, stock: StockChanges): ReservationDecision => ({
  answer: { reservation, changed: true },
  stock,
});

/** Adds up the lines of an order by sku: two lines of one sku are one quantity, not two chances at the same goods. */
export const addUp = (lines: readonly { readonly sku: string; readonly quantity: number }[]): Quantities => {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return quantities;
};

/** All or nothing. Whatever stands already was decided before and is answered again. */
export const decideReserve = (
  command: Reserve,
  standing: Reservation | undefined,
  stockOf: (sku: string) => Stock,
): ReservationDecision => {
  if (standing) return unchanged(standing);
  const { fingerprint, quantities, at } = command;
  const short = new Map([...quantities].filter(([sku, quantity]) => stockOf(sku).available < quantity));
  if (short.size > 0) return changed({ state: 'rejected', fingerprint, short, decidedAt: at }, nothing);
  return changed({ state: 'reserved', fingerprint, held: quantities, decidedAt: at }, reserve(stockOf, quantities));
};

/** Only what is held can be sold or go back, and so each happens once at most. */
export const decideSettle = (
  command: Settle,
  standing: Reservation | undefined,
  stockOf: (sku: string) => Stock,
): ReservationDecision => {
  if (!standing) return changed({ state: 'tombstone', decidedAt: command.at }, nothing);
  if (standing.state !== 'reserved') return unchanged(standing);
  switch (command.ending) {
    case 'confirmed':
      return changed({ ...standing, state: 'sold' }, sell(stockOf, standing.held));
    case 'cancelled':
    case 'rejected':
      return changed({ ...standing, state: 'released' }, release(stockOf, standing.held));
    default:
      return command.ending satisfies never;
  }
};
