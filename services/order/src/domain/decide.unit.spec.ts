import type { CancelReason } from '@orderflow/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { record } from './decide.ts';
import { type Decision, type Ending, type Fact, type Facts, noFacts } from './facts.ts';
import {
  approved,
  cancelRequested,
  created,
  deadlinePassed,
  declined,
  faultsOf,
  fingerprints,
  histories,
  isCausal,
  refunded,
  rejected,
  reserved,
} from './histories.spec.ts';
import { historyOf, isTerminal, statusOf } from './status.ts';

const orderId = '0190d3c1-0000-7000-8000-000000000001';
const given = (...history: readonly Fact[]): Facts => history.reduce(record, noFacts(orderId));
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20, 12, 0, seconds));

const ended = (ending: Ending, seconds: number, wasReserved = false): Decision => ({
  ...ending,
  at: at(seconds),
  wasReserved,
});
const cancelled = (reason: CancelReason, detail = ''): Ending => ({ outcome: 'cancelled', reason, detail });
const confirmed: Ending = { outcome: 'confirmed' };
const other = fingerprints[1];

/** Given these facts, in this order; then this decision. */
const decisions: readonly (readonly [string, readonly Fact[], Decision | undefined])[] = [
  ['an order that is only known', [created()], undefined],
  ['one whose stock is reserved', [created(), reserved()], undefined],
  ['one that is paid and not yet reserved', [created(), approved()], undefined],
  ['one that is reserved and paid', [created(), reserved(), approved({ at: at(3) })], ended(confirmed, 3, true)],
  ['the same, paid first', [created(), approved(), reserved({ at: at(4) })], ended(confirmed, 4, true)],
  [
    'one that is not in stock',
    [created(), rejected({ at: at(2) })],
    ended({ outcome: 'rejected', reason: 'out_of_stock: tea' }, 2),
  ],
  [
    'one that is rejected without saying what is short',
    [created(), rejected({ short: [], at: at(2) })],
    ended({ outcome: 'rejected', reason: 'out_of_stock' }, 2),
  ],
  [
    'one that cannot be paid',
    [created(), reserved(), declined({ at: at(3) })],
    ended(cancelled('payment_declined', 'insufficient_funds'), 3, true),
  ],
  [
    'one that cannot be paid, told before its reservation',
    [created(), declined({ at: at(3) })],
    ended(cancelled('payment_declined', 'insufficient_funds'), 3),
  ],
  [
    'one whose customer changed his mind',
    [created(), reserved(), cancelRequested(at(3))],
    ended(cancelled('customer_request'), 3, true),
  ],
  ['one whose time is over', [created(), deadlinePassed(at(9))], ended(cancelled('deadline_passed'), 9)],
  [
    'one that is reserved for another body',
    [created(), reserved({ fingerprint: other, at: at(2) })],
    ended(cancelled('conflicting_duplicate'), 2, true),
  ],
  [
    'one that another body was rejected for',
    [created(), rejected({ fingerprint: other, at: at(2) })],
    ended(cancelled('conflicting_duplicate'), 2),
  ],
  [
    'one that comes again with another body',
    [created(), created({ fingerprint: other, at: at(2) })],
    ended(cancelled('conflicting_duplicate'), 2),
  ],
  ['an unknown one that is reserved and paid', [reserved(), approved()], undefined],
  ['an unknown one whose cancellation is asked for', [cancelRequested()], undefined],
  ['an unknown one whose time is over', [deadlinePassed(at(9))], undefined],
  [
    'one whose time was over before it was known',
    [deadlinePassed(at(9)), created({ at: at(1) })],
    ended(cancelled('deadline_passed'), 1),
  ],
  [
    'one that was reserved and paid before it was known',
    [approved(), reserved(), created({ at: at(5) })],
    ended(confirmed, 5, true),
  ],
  [
    'one that was paid and cancelled before it was known: no money is taken',
    [approved(), reserved(), cancelRequested(), created({ at: at(5) })],
    ended(cancelled('customer_request'), 5, true),
  ],
  [
    'one that was paid by a clock behind that of inventory: not before its facts',
    [created({ at: at(1) }), reserved({ at: at(5) }), approved({ at: at(2) })],
    ended(confirmed, 5, true),
  ],
  [
    'one whose time was over by a clock behind ours: not before its facts',
    [created({ at: at(3) }), deadlinePassed(at(2))],
    ended(cancelled('deadline_passed'), 3),
  ],
];

describe('a decision', () => {
  it.each(decisions)('on %s', (_name, history, decision) => {
    expect(given(...history).decision).toEqual(decision);
  });

  it.each([
    ['confirmed', [created(), reserved(), approved()], [cancelRequested(), deadlinePassed(), declined()]],
    ['cancelled', [created(), cancelRequested()], [reserved(), approved(), created({ fingerprint: other })]],
    ['cancelled', [deadlinePassed(), created()], [reserved(), approved()]],
    ['rejected', [created(), rejected()], [approved(), cancelRequested(), reserved()]],
  ] as const)('of %s stands, whatever comes after it', (outcome, history, late) => {
    const decided = given(...history);
    expect(decided.decision).toMatchObject({ outcome });
    expect(given(...history, ...late).decision).toEqual(decided.decision);
  });
});

describe('a fact', () => {
  it.each([
    ['created', created(), created({ customerId: 'eve' })],
    ['reservation', reserved(), rejected()],
    ['payment', approved(), declined()],
    ['refund', refunded(), refunded(at(9))],
    ['wish to cancel', cancelRequested(), cancelRequested(at(9))],
    ['deadline', deadlinePassed(), deadlinePassed(at(9))],
  ])('of the kind %s is written once: the second changes nothing', (_name, first, second) => {
    const facts = given(first);
    expect(record(facts, first)).toBe(facts);
    expect(record(facts, second)).toBe(facts);
  });

  it('that the order came with another body is written once too, and the first body stands', () => {
    const first = given(created());
    const conflicting = record(first, created({ fingerprint: other, at: at(2) }));
    expect(conflicting).toMatchObject({ created: first.created, conflictingAt: at(2) });
    expect(record(conflicting, created({ fingerprint: other, at: at(3) }))).toBe(conflicting);
    expect(record(conflicting, created())).toBe(conflicting);
  });
});

const runs = { numRuns: 10_000 };

/** The facts after each fact of the history, and those that changed nothing left out. */
const course = (history: readonly Fact[]): Facts[] => {
  let facts = noFacts(orderId);
  return history.map((fact) => {
    if (isCausal(facts, fact)) facts = record(facts, fact);
    return facts;
  });
};

const paths: readonly string[] = [
  'PENDING',
  'PENDING RESERVED',
  'PENDING RESERVED CONFIRMED',
  'PENDING RESERVED CANCELLED',
  'PENDING CANCELLED',
  'PENDING REJECTED',
];

// An assertion of the test runner costs more than the whole history: only a failure makes one.
const mustHold = (holds: boolean, what: string, facts: unknown): void => {
  if (!holds) expect.fail(`${what}: ${JSON.stringify(facts)}`);
};

describe('any history, duplicated and shuffled', { timeout: 60_000 }, () => {
  it('keeps every promise after each fact', () => {
    fc.assert(
      fc.property(histories, (history) => {
        for (const facts of course(history)) {
          const faults = faultsOf(facts);
          mustHold(faults.length === 0, faults.join(', '), facts);
        }
      }),
      runs,
    );
  });

  it('writes each fact once, decides once, and never leaves a terminal state', () => {
    fc.assert(
      fc.property(histories, (history) => {
        let before = noFacts(orderId);
        for (const after of course(history)) {
          for (const key of Object.keys(before) as (keyof Facts)[]) {
            mustHold(before[key] === undefined || after[key] === before[key], `${key} was written twice`, after);
          }
          mustHold(!isTerminal(before) || statusOf(after) === statusOf(before), 'left a terminal state', after);
          before = after;
        }
      }),
      runs,
    );
  });

  it('shows a legal path at any time', () => {
    fc.assert(
      fc.property(histories, (history) => {
        for (const facts of course(history)) {
          if (!facts.created) continue;
          const states = historyOf(facts).map(({ status }) => status);
          mustHold(paths.includes(states.join(' ')), 'no legal path', states);
          mustHold(states.at(-1) === statusOf(facts), 'does not end with the status', states);
          // An order that ended before it was known has its beginning after its end.
          const times = historyOf(facts).map((entry) => entry.at.getTime());
          const ascending = times.every((ms, i) => i === 0 || ms >= (times[i - 1] ?? 0));
          const knownLate = facts.decision !== undefined && facts.decision.at < facts.created.at;
          mustHold(ascending || knownLate, 'times run backwards', historyOf(facts));
        }
      }),
      runs,
    );
  });

  it('shows a history that only grows, and stands once the order has ended', () => {
    fc.assert(
      fc.property(histories, (history) => {
        let before: readonly string[] = [];
        let ended = false;
        for (const facts of course(history)) {
          if (!facts.created) continue;
          const shown = historyOf(facts).map(({ status, at: time }) => `${status} ${time.toISOString()}`);
          mustHold(before.join() === shown.slice(0, before.length).join(), 'changed', [before, shown]);
          mustHold(!ended || shown.length === before.length, 'grew after the end', [before, shown]);
          before = shown;
          ended = isTerminal(facts);
        }
      }),
      runs,
    );
  });

  it('absorbs any part of itself when that comes again, in whatever order', () => {
    fc.assert(
      fc.property(
        histories.chain((history) => fc.tuple(fc.constant(history), fc.shuffledSubarray(history))),
        ([history, again]) => {
          const facts = course(history).at(-1) ?? noFacts(orderId);
          // A refund that was impossible when it came first was never a fact.
          const possible = again.filter((fact) => fact.kind !== 'refund' || facts.refund);
          mustHold(possible.reduce(record, facts) === facts, 'changed by a repeat', facts);
        },
      ),
      runs,
    );
  });

  it('comes to the same end for the money, whatever came first: all or nothing', () => {
    fc.assert(
      fc.property(histories, (history) => {
        // Everything that is asked for is done in the end.
        let facts = [...course(history), noFacts(orderId)][history.length - 1] ?? noFacts(orderId);
        facts = record(facts, deadlinePassed(at(50)));
        if (facts.payment?.outcome === 'approved' && facts.decision?.outcome !== 'confirmed') {
          facts = record(facts, refunded(at(55)));
        }
        const taken = facts.payment?.outcome === 'approved' ? facts.payment.amount.amount : 0;
        const net = taken - (facts.refund ? taken : 0);
        const confirmed = facts.decision?.outcome === 'confirmed';
        mustHold((facts.decision !== undefined) === (facts.created !== undefined), 'no end', facts);
        mustHold(confirmed ? net > 0 : net === 0, 'the net amount is wrong', facts);
      }),
      runs,
    );
  });
});
