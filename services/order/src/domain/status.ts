import type { Decision, Facts } from './facts.ts';

export const statuses = ['PENDING', 'RESERVED', 'CONFIRMED', 'CANCELLED', 'REJECTED'] as const;
export type Status = (typeof statuses)[number];

export interface HistoryEntry {
  readonly status: Status;
  readonly at: Date;
}

const ofDecision: Readonly<Record<Decision['outcome'], Status>> = {
  confirmed: 'CONFIRMED',
  cancelled: 'CANCELLED',
  rejected: 'REJECTED',
};

/** Status is computed, never stored as a truth of its own. */
export const statusOf = ({ decision, reservation }: Facts): Status =>
  decision ? ofDecision[decision.outcome] : reservation?.outcome === 'reserved' ? 'RESERVED' : 'PENDING';

/** Terminal states never change. */
export const isTerminal = ({ decision }: Facts): boolean => decision !== undefined;

/** Why the order is not confirmed; undefined while it is open, and when it is. */
export const reasonOf = ({ decision }: Facts): string | undefined => {
  switch (decision?.outcome) {
    case undefined:
    case 'confirmed':
      return undefined;
    case 'rejected':
      return decision.reason;
    case 'cancelled':
      return decision.detail === '' ? decision.reason : `${decision.reason}: ${decision.detail}`;
    default:
      return decision satisfies never;
  }
};

/**
 * The states the order has gone through, oldest first: a legal path, whatever order the facts came in. It only grows, and
 * not any more once the order has ended.
 */
export const historyOf = (facts: Facts): readonly HistoryEntry[] => {
  const { created, reservation, decision } = facts;
  const history: HistoryEntry[] = [];
  if (created) history.push({ status: 'PENDING', at: created.at });
  if (reservation && (decision ? decision.wasReserved : reservation.outcome === 'reserved')) {
    // Inventory's clock may be behind ours.
    const at = created && created.at > reservation.at ? created.at : reservation.at;
    history.push({ status: 'RESERVED', at });
  }
  if (decision) history.push({ status: ofDecision[decision.outcome], at: decision.at });
  return history;
};
