import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { record } from './decide.ts';
import { type Fact, type Facts, noFacts } from './facts.ts';
import { approved, cancelRequested, created, histories, isCausal, noon, rejected, reserved } from './histories.spec.ts';
import { implied } from './implied.ts';
import { factsOf, type Retold, retell, untold } from './retell.ts';

const orderId = '0190d3c1-0000-7000-8000-000000000001';
const at = (seconds: number): Date => new Date(noon.getTime() + seconds * 1_000);

/** In which stream a fact lies. */
const streamOf = ({ kind }: Fact): number => {
  if (kind === 'reservation') return 1;
  return kind === 'payment' || kind === 'refund' ? 2 : 0;
};

/** What became of the order as its facts came, and what the log has of it: stream after stream. */
const lived = (history: readonly Fact[]): { facts: Facts; retold: Retold } => {
  let facts = noFacts(orderId);
  let paymentRequested = false;
  const possible: Fact[] = [];
  for (const fact of history) {
    if (!isCausal(facts, fact)) continue;
    possible.push(fact);
    facts = record(facts, fact);
    if (implied(facts).some(({ kind }) => kind === 'payment_requested')) paymentRequested = true;
  }
  const log = possible.toSorted((a, b) => streamOf(a) - streamOf(b));
  const ending = facts.decision && (({ wasReserved: _untold, ...told }) => told)(facts.decision);
  return { facts, retold: { ...log.reduce(retell, untold(orderId)), ending, paymentRequested } };
};

describe('an order that is told again by the log', () => {
  it('is the order that lived, whichever of its racing facts had won', () => {
    let decided = 0;
    fc.assert(
      fc.property(histories, (history) => {
        const { facts, retold } = lived(history);
        const again = factsOf(retold);
        if (facts.decision) decided += 1;
        const { decision, ...rest } = facts;
        expect(again).toMatchObject(rest);
        expect(again.decision).toEqual(decision && { ...decision, wasReserved: again.decision?.wasReserved });
        // Never claimed wrongly; and known wherever the payment was asked for.
        if (again.decision?.wasReserved) expect(decision?.wasReserved).toBe(true);
        if (retold.paymentRequested && decision) expect(again.decision?.wasReserved).toBe(true);
      }),
      { numRuns: 3_000 },
    );
    expect(decided).toBeGreaterThan(1_000);
  });

  it('keeps the decision that was made, though its facts alone would make another', () => {
    // The approval came first, and the cancellation goes before it when both are there.
    const { retold } = lived([created(), reserved(), approved({ at: at(1) }), cancelRequested(at(2))]);
    expect(factsOf(retold).decision).toMatchObject({ outcome: 'confirmed', at: at(1) });
    expect(factsOf({ ...retold, ending: undefined }).decision).toMatchObject({ outcome: 'cancelled' });
  });

  it('is decided now where nobody was told of a decision', () => {
    const retold = [created(), rejected({ at: at(3) })].reduce(retell, untold(orderId));
    expect(factsOf(retold).decision).toMatchObject({ outcome: 'rejected', at: at(3), wasReserved: false });
    expect(factsOf(retell(untold(orderId), created())).decision).toBeUndefined();
  });
});
