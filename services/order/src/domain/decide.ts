import type { Created, Decision, Ending, Fact, Facts } from './facts.ts';

/** The facts with one more, and the decision if that makes one. The same object when the fact was known already. */
export const record = (facts: Facts, fact: Fact): Facts => {
  const next = withFact(facts, fact);
  if (next === facts || next.decision) return next;
  const ending = decide(next);
  return ending ? { ...next, decision: decisionOf(ending, next, timeOf(fact)) } : next;
};

/**
 * How an undecided order ends by these facts, or undefined: not yet. When several reasons have come together (they
 * waited for the order itself), a cancellation goes before a confirmation: taking no money is what can be put right.
 */
export const decide = (facts: Facts): Ending | undefined => {
  const { created, reservation, payment } = facts;
  // Of an order that nobody created no end may be told: its customer, its goods and its money are not known. That it lies
  // there is told by a metric and by the audit.
  if (!created) return undefined;
  if (facts.conflictingAt) return cancelled('conflicting_duplicate');
  if (reservation && reservation.fingerprint !== created.fingerprint) return cancelled('conflicting_duplicate');
  if (reservation?.outcome === 'rejected') {
    return { outcome: 'rejected', reason: shortage(reservation.short.map(({ sku }) => sku)) };
  }
  if (facts.cancelRequestedAt) return cancelled('customer_request');
  if (payment?.outcome === 'declined') return cancelled('payment_declined', payment.reason);
  if (payment?.outcome === 'approved' && reservation) return { outcome: 'confirmed' };
  if (facts.deadlinePassedAt) return cancelled('deadline_passed');
  return undefined;
};

const cancelled = (reason: Extract<Ending, { outcome: 'cancelled' }>['reason'], detail = ''): Ending => ({
  outcome: 'cancelled',
  reason,
  detail,
});

/** The services' clocks differ, and a deadline lies before the sweep that finds it: the end is never before its facts. */
export const decisionOf = (ending: Ending, { created, reservation }: Facts, at: Date): Decision => ({
  ...ending,
  at: new Date(Math.max(at.getTime(), created?.at.getTime() ?? 0, reservation?.at.getTime() ?? 0)),
  wasReserved: reservation?.outcome === 'reserved',
});

const shortage = (skus: readonly string[]): string =>
  skus.length === 0 ? 'out_of_stock' : `out_of_stock: ${skus.join(', ')}`;

/** Write once: a fact of a kind that stands already changes nothing. Decides nothing. */
export const withFact = (facts: Facts, fact: Fact): Facts => {
  switch (fact.kind) {
    case 'created':
      return facts.created ? withConflict(facts, facts.created, fact.created) : { ...facts, created: fact.created };
    case 'reservation':
      return facts.reservation ? facts : { ...facts, reservation: fact.reservation };
    case 'payment':
      return facts.payment ? facts : { ...facts, payment: fact.payment };
    case 'refund':
      return facts.refund ? facts : { ...facts, refund: fact.refund };
    case 'cancel_requested':
      return facts.cancelRequestedAt ? facts : { ...facts, cancelRequestedAt: fact.at };
    case 'deadline_passed':
      return facts.deadlinePassedAt ? facts : { ...facts, deadlinePassedAt: fact.at };
    default:
      return fact satisfies never;
  }
};

/**
 * The first body stands. Another one under the same key slipped past the duplicate window: it was answered 202 too, and
 * whoever sent it must not find the first one carried out in its name.
 */
const withConflict = (facts: Facts, standing: Created, late: Created): Facts =>
  facts.conflictingAt || late.fingerprint === standing.fingerprint ? facts : { ...facts, conflictingAt: late.at };

const timeOf = (fact: Fact): Date => {
  switch (fact.kind) {
    case 'created':
      return fact.created.at;
    case 'reservation':
      return fact.reservation.at;
    case 'payment':
      return fact.payment.at;
    case 'refund':
      return fact.refund.at;
    case 'cancel_requested':
    case 'deadline_passed':
      return fact.at;
    default:
      return fact satisfies never;
  }
};
