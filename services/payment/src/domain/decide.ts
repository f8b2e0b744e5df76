import { isCalledOff, type PaymentFacts } from './facts.ts';

/** What is to be done at the gateway next. */
export type Step =
  | { readonly kind: 'none' }
  /** Make the intent. Moves no money, and a repeat under the key that the gateway knows finds the same one. */
  | { readonly kind: 'open' }
  /**
   * An intent may have been made whose id is not known: find it at the gateway by its order. None there: `open` one under
   * the same key, which the gateway still knows; `wait`, it may not be findable yet; or `close`, nothing was ever captured.
   */
  | { readonly kind: 'recover'; readonly orElse: 'open' | 'wait' | 'close' }
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

/** Longer than an intent that was made may stay unfindable by its order. */
const searchLagMs = 3_600_000;

/** The next step that the facts call for. Taking it adds a fact, so the steps of a payment come to an end. */
export const decide = (facts: PaymentFacts, { now, keyWindowMs }: Clock): Step => {
  const { requested, attempt, intentId, outcome, refund } = facts;
  if (outcome !== undefined) {
    const owed = outcome.status === 'approved' && isCalledOff(facts) && refund === undefined;
    return owed && intentId !== undefined ? { kind: 'refund', intentId } : none;
  }
  // Never counted from later than the request: of an attempt that was lost nobody knows when it was sent.
  const since = Math.min(requested?.at.getTime() ?? 0, attempt?.firstSentAt.getTime() ?? 0);
  const ageMs = now.getTime() - since;
  const repeatable = ageMs < keyWindowMs;
  const recover = (): Step => {
    if (repeatable) return { kind: 'recover', orElse: 'open' };
    return { kind: 'recover', orElse: ageMs < keyWindowMs + searchLagMs ? 'wait' : 'close' };
  };
  if (attempt?.retold && intentId === undefined) return recover();
  if (isCalledOff(facts)) return intentId === undefined ? none : { kind: 'withdraw', intentId };
  if (requested === undefined || attempt === undefined) return none;
  if (intentId === undefined) return repeatable ? { kind: 'open' } : recover();
  return { kind: repeatable ? 'charge' : 'look_up', intentId };
};
