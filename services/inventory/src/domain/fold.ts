import { type Adjust, type Adjustment, type AdjustmentAnswer, decideAdjust } from './adjustment.ts';
import {
  decideReserve,
  decideSettle,
  type Reservation,
  type ReservationAnswer,
  type Reserve,
  type Settle,
} from './reservation.ts';
import { noStock, type Stock } from './stock.ts';

/** Everything that changes stock. */
export type Command = Reserve | Settle | Adjust;

/** The answer to one command, of the command's kind. */
export type Answer =
  | ({ readonly kind: 'reservation' } & ReservationAnswer)
  | ({ readonly kind: 'adjustment' } & AdjustmentAnswer);

/** What stands, as far as the commands need it. A missing key: nothing stands. */
export interface Ledger {
  readonly stock: ReadonlyMap<string, Stock>;
  /** By order id. */
  readonly reservations: ReadonlyMap<string, Reservation>;
  /** By `adjustmentId`. */
  readonly adjustments: ReadonlyMap<string, Adjustment>;
}

export const emptyLedger: Ledger = { stock: new Map(), reservations: new Map(), adjustments: new Map() };

/** Identity of an adjustment: a sku has no colon in it. */
export const adjustmentId = ({ sku, key }: { readonly sku: string; readonly key: string }): string => `${sku}:${key}`;

export interface Folded {
  /** One for each command, by its position. */
  readonly answers: readonly Answer[];
  /** What differs from the ledger that was given; everything else stands as it did. */
  readonly changes: Ledger;
}

/** Decides the commands one after the other, each on what the ones before it left. */
export const fold = (ledger: Ledger, commands: readonly Command[]): Folded => {
  const stock = new Map<string, Stock>();
  const reservations = new Map<string, Reservation>();
  const adjustments = new Map<string, Adjustment>();
  const stockOf = (sku: string): Stock => stock.get(sku) ?? ledger.stock.get(sku) ?? noStock;

  const decide = (command: Command): Answer => {
    switch (command.kind) {
      case 'reserve':
      case 'settle': {
        const standing = reservations.get(command.orderId) ?? ledger.reservations.get(command.orderId);
        const decided =
          command.kind === 'reserve'
            ? decideReserve(command, standing, stockOf)
            : decideSettle(command, standing, stockOf);
        if (decided.answer.changed) reservations.set(command.orderId, decided.answer.reservation);
        for (const [sku, after] of decided.stock) stock.set(sku, after);
        return { kind: 'reservation', ...decided.answer };
      }
      case 'adjust': {
        const id = adjustmentId(command);
        const standing = adjustments.get(id) ?? ledger.adjustments.get(id);
        const decided = decideAdjust(command, standing, stockOf(command.sku));
        if (decided.answer.changed) adjustments.set(id, decided.answer.adjustment);
        if (decided.stock) stock.set(command.sku, decided.stock);
        return { kind: 'adjustment', ...decided.answer };
      }
      default:
        return command satisfies never;
    }
  };

  return { answers: commands.map(decide), changes: { stock, reservations, adjustments } };
};

/** The ledger after the changes. */
export const applyChanges = (ledger: Ledger, changes: Ledger): Ledger => ({
  stock: new Map([...ledger.stock, ...changes.stock]),
  reservations: new Map([...ledger.reservations, ...changes.reservations]),
  adjustments: new Map([...ledger.adjustments, ...changes.adjustments]),
});
