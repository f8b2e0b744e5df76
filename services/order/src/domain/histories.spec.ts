import fc from 'fast-check';
import type { Created, Fact, Facts, Payment, Reservation } from './facts.ts';
import { implied } from './implied.ts';

// The facts of one order, one builder a kind, and histories of them as the log may deliver them: duplicated, shuffled,
// contradicting each other, told by clocks that differ. The pure functions and the real store are driven by the same.

export const fingerprints = ['a'.repeat(64), 'b'.repeat(64)] as const;
export const noon = new Date('2026-11-20T12:00:00.000Z');
const total = { amount: 2_500, currency: 'EUR' };

export const created = (over: Partial<Created> = {}): Fact => ({
  kind: 'created',
  created: {
    customerId: 'ada',
    items: [{ sku: 'tea', quantity: 2, unitPrice: { amount: 1_250, currency: 'EUR' } }],
    totalAmount: total,
    paymentToken: 'tok_visa',
    fingerprint: fingerprints[0],
    at: noon,
    position: 7,
    ...over,
  },
});
export const reserved = (over: Partial<Reservation> = {}): Fact => ({
  kind: 'reservation',
  reservation: { outcome: 'reserved', fingerprint: fingerprints[0], short: [], at: noon, ...over },
});
export const rejected = (over: Partial<Reservation> = {}): Fact =>
  reserved({ outcome: 'rejected', short: [{ sku: 'tea', quantity: 2 }], ...over });
export const approved = (over: Partial<Payment> = {}): Fact => ({
  kind: 'payment',
  payment: { outcome: 'approved', paymentId: 'pi_1', amount: total, reason: '', at: noon, ...over },
});
export const declined = (over: Partial<Payment> = {}): Fact =>
  approved({ outcome: 'declined', paymentId: '', reason: 'insufficient_funds', ...over });
export const refunded = (at = noon): Fact => ({ kind: 'refund', refund: { refundId: 're_1', at } });
export const cancelRequested = (at = noon): Fact => ({ kind: 'cancel_requested', at });
export const deadlinePassed = (at = noon): Fact => ({ kind: 'deadline_passed', at });

const time = fc.integer({ min: 0, max: 5_000 }).map((ms) => new Date(noon.getTime() + ms));
const fingerprint = fc.constantFrom(fingerprints[0], fingerprints[0], fingerprints[0], fingerprints[1]);

const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({ at: time, fingerprint, position: fc.integer({ min: 1, max: 9 }) }).map(created),
  fc.record({ at: time, fingerprint }).map(reserved),
  fc.record({ at: time, fingerprint }).map(rejected),
  fc.record({ at: time, paymentId: fc.constantFrom('pi_1', 'pi_2') }).map(approved),
  fc.record({ at: time, reason: fc.constantFrom('expired_card', 'insufficient_funds') }).map(declined),
  time.map(refunded),
  time.map(cancelRequested),
  time.map(deadlinePassed),
);
/** The usual ones, so that not every history is a muddle. */
const usual = fc
  .tuple(
    fc.record({ at: time }).map(created),
    fc.record({ at: time }).map(reserved),
    fc.record({ at: time }).map(approved),
  )
  .chain((facts) => fc.subarray<Fact>(facts, { minLength: 1 }));

/** Each fact at least once, some more often, in any order. */
export const histories: fc.Arbitrary<Fact[]> = fc
  .tuple(usual, fc.array(anyFact, { maxLength: 5 }))
  .map(([some, others]) => [...some, ...others])
  .chain((facts) =>
    fc
      .tuple(fc.constant(facts), fc.array(fc.constantFrom(...facts), { maxLength: 4 }))
      .chain(([once, again]) => fc.shuffledSubarray([...once, ...again], { minLength: once.length + again.length })),
  );

/** Money is only given back after the order service has said that the order is over and not confirmed. */
export const isCausal = (facts: Facts, fact: Fact): boolean =>
  fact.kind !== 'refund' || (facts.decision !== undefined && facts.decision.outcome !== 'confirmed');

/** What must hold of the facts of an order, whatever happened and in whichever order. Empty when it holds. */
export const faultsOf = (facts: Facts): string[] => {
  const kinds = implied(facts).map(({ kind }) => kind);
  const { decision, payment, refund, created: order, reservation } = facts;
  const open = decision === undefined;
  const paid = payment?.outcome === 'approved';
  const asked = kinds.includes('refund_requested');
  const [first] = kinds;
  const rules: readonly (readonly [boolean, string])[] = [
    [!kinds.includes('payment_requested') || (open && !payment), 'money is asked for after a payment or an end'],
    [open || first === decision.outcome, 'the end is not what is told first'],
    [open || kinds.slice(1).every((kind) => kind === 'refund_requested'), 'more than the end is told'],
    [!open || kinds.every((kind) => kind === 'payment_requested'), 'an open order is told to have ended'],
    [open || decision.outcome !== 'confirmed' || (paid && !asked), 'confirmed without the money'],
    [open || decision.outcome !== 'confirmed' || reservation?.outcome === 'reserved', 'confirmed without its stock'],
    [open || decision.outcome === 'confirmed' || !paid || asked || refund !== undefined, 'money is kept'],
    [!order || !facts.cancelRequestedAt || !open, 'open though its cancellation was asked for'],
    [!order || !facts.conflictingAt || !open, 'open though it came with two bodies'],
    [!order || !facts.deadlinePassedAt || !open, 'open though its deadline has passed'],
    [order !== undefined || open, 'ended though nobody created it'],
  ];
  return rules.flatMap(([holds, fault]) => (holds ? [] : [fault]));
};
