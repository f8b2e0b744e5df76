import { AppError } from '@orderflow/errors';
import type { Adjustment } from '../../domain/adjustment.ts';
import type { Reservation } from '../../domain/reservation.ts';
import type { Quantities, Stock } from '../../domain/stock.ts';

/** Postgres gives a bigint as text: it may be larger than a number. Ours never are (see decideAdjust). */
export interface StockRow {
  readonly sku: string;
  readonly available: string;
  readonly reserved: string;
  readonly sold: string;
  readonly received: string;
}

export interface ReservationRow {
  readonly order_id: string;
  readonly state: Reservation['state'];
  readonly fingerprint: string | null;
  readonly lines: Readonly<Record<string, number>> | null;
  readonly decided_ms: number;
}

export interface AdjustmentRow {
  readonly sku: string;
  readonly key: string;
  readonly delta: string;
  readonly reason: string;
  readonly outcome: Adjustment['outcome'];
  readonly adjusted_ms: number;
}

export const stockFrom = (row: StockRow): Stock => ({
  available: Number(row.available),
  reserved: Number(row.reserved),
  sold: Number(row.sold),
  received: Number(row.received),
});

export const adjustmentFrom = (row: AdjustmentRow): Adjustment => ({
  sku: row.sku,
  key: row.key,
  delta: Number(row.delta),
  reason: row.reason,
  outcome: row.outcome,
  adjustedAt: new Date(row.adjusted_ms),
});

export const reservationFrom = (row: ReservationRow): Reservation => {
  const decidedAt = new Date(row.decided_ms);
  if (row.state === 'tombstone') return { state: row.state, decidedAt };
  const { fingerprint, lines } = row;
  if (fingerprint === null || lines === null) {
    throw new AppError('INTERNAL', `The reservation of ${row.order_id} is ${row.state} but holds nothing.`);
  }
  const quantities: Quantities = new Map(Object.entries(lines));
  return row.state === 'rejected'
    ? { state: row.state, fingerprint, short: quantities, decidedAt }
    : { state: row.state, fingerprint, held: quantities, decidedAt };
};

/** The lines of a reservation as they are stored: JSON, or null in a tombstone. */
export const linesOf = (reservation: Reservation): string | null => {
  if (reservation.state === 'tombstone') return null;
  return JSON.stringify(Object.fromEntries(reservation.state === 'rejected' ? reservation.short : reservation.held));
};

export const fingerprintOf = (reservation: Reservation): string | null =>
  reservation.state === 'tombstone' ? null : reservation.fingerprint;
