import { decide, decisionOf, withFact } from './decide.ts';
import { type Decision, type Ending, type Fact, type Facts, noFacts } from './facts.ts';

/** How an order ended, as the log was told: all of the decision but `wasReserved`, which no event carries. */
export type ToldEnding = Ending & { readonly at: Date };

/** What the log says of an order, so far. */
export interface Retold {
  readonly facts: Facts;
  /** The first that was published. */
  readonly ending: ToldEnding | undefined;
  /** `orders.payment_requested` was published. */
  readonly paymentRequested: boolean;
}

export const untold = (orderId: string): Retold => ({
  facts: noFacts(orderId),
  ending: undefined,
  paymentRequested: false,
});

/** One more fact of the log. Decides nothing: which of two racing facts won was decided when they came. */
export const retell = (retold: Retold, fact: Fact): Retold => ({ ...retold, facts: withFact(retold.facts, fact) });

/**
 * The order as its row has to be. The decision is the one that was published. Where none was, nobody has been told of any,
 * so it is made now if the facts call for it: the message that it follows from is still unread, and publishes it.
 */
export const factsOf = (retold: Retold): Facts => {
  const { facts, ending } = retold;
  if (ending) return { ...facts, decision: { ...ending, wasReserved: wasReserved(retold, ending) } };
  const due = decide(facts);
  return due ? { ...facts, decision: decisionOf(due, facts, latest(facts)) } : facts;
};

/**
 * Whether the reservation was known when the order ended. For a cancellation no event says so; that the payment had
 * been asked for does, and that the decision was made on the reservation itself. A process that died between noting a
 * reservation and asking for the payment leaves neither: then it reads as not reserved.
 */
const wasReserved = ({ facts, paymentRequested }: Retold, ending: ToldEnding): Decision['wasReserved'] => {
  const { created, reservation, conflictingAt } = facts;
  switch (ending.outcome) {
    case 'confirmed':
      return true;
    case 'rejected':
      return false;
    case 'cancelled': {
      if (reservation?.outcome !== 'reserved' || reservation.at > ending.at) return false;
      const onIt = ending.reason === 'conflicting_duplicate' && reservation.fingerprint !== created?.fingerprint;
      return paymentRequested || (onIt && conflictingAt === undefined);
    }
    default:
      return ending satisfies never;
  }
};

const latest = (facts: Facts): Date => {
  const { created, reservation, payment, refund, conflictingAt, cancelRequestedAt, deadlinePassedAt } = facts;
  const times = [created?.at, reservation?.at, payment?.at, refund?.at, conflictingAt, cancelRequestedAt];
  return new Date(Math.max(0, ...[...times, deadlinePassedAt].map((at) => at?.getTime() ?? 0)));
};
