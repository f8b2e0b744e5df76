import { isCalledOff, type PaymentFacts } from './facts.ts';

/** What is to be done at the gateway next. */
export type Step =
  | { readonly kind: 'none' }
  /** Make the intent. Moves no money, so a repeat does no harm at any time. */
  | { readonly kind: 'open' }
  /** Ask for the money, under the one key there is. */
  | { readonly kind: 'charge'; readonly intentId: string }
  /** The gateway may have forgotten the key: see what became of the intent, and close it if nothing did. */
  | { readonly kind: 'look_up'; readonly intentId: string }
  /** See to it that the intent captures nothing any more, or learn that it has. */
  | { readonly kind: 'withdraw'; readonly intentId: string }
  | { readonly kind: 'refund'; readonly intentId: string };

export interface Clock {
  readonly now: Date;
  /** How long after its first sending a key may be sent again. */
  readonly keyWindowMs: number;
}

const none: Step = { kind: 'none' };

/** The next step that the facts call for. Taking it adds a fact, so the steps of a payment come to an end. */
export const decide = (facts: PaymentFacts, { now, keyWindowMs }: Clock): Step => {
  const { requested, attempt, intentId, outcome, refund } = facts;
  if (outcome !== undefined) {
    const owed = outcome.status === 'approved' && isCalledOff(facts) && refund === undefined;
    return owed && intentId !== undefined ? { kind: 'refund', intentId } : none;
  }
  if (isCalledOff(facts)) return intentId === undefined ? none : { kind: 'withdraw', intentId };
  if (requested === undefined || attempt === undefined) return none;
  if (intentId === undefined) return { kind: 'open' };
  const repeatable = now.getTime() - attempt.firstSentAt.getTime() < keyWindowMs;
  return { kind: repeatable ? 'charge' : 'look_up', intentId };
};
