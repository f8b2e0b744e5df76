import { describe, expect, it } from 'vitest';
import { record } from './decide.ts';
import { type Fact, type Facts, noFacts } from './facts.ts';
import {
  approved,
  cancelRequested,
  created,
  deadlinePassed,
  declined,
  fingerprints,
  rejected,
  reserved,
} from './histories.spec.ts';
import { historyOf, isTerminal, reasonOf, statusOf } from './status.ts';

const given = (...history: readonly Fact[]): Facts => history.reduce(record, noFacts('o1'));
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20, 12, 0, seconds));

describe('an order', () => {
  it.each([
    ['PENDING', undefined, [created()]],
    ['RESERVED', undefined, [created(), reserved()]],
    ['PENDING', undefined, [created(), approved()]],
    ['CONFIRMED', undefined, [created(), reserved(), approved()]],
    ['REJECTED', 'out_of_stock: tea', [created(), rejected()]],
    ['CANCELLED', 'customer_request', [created(), cancelRequested()]],
    ['CANCELLED', 'payment_declined: insufficient_funds', [created(), reserved(), declined()]],
    ['CANCELLED', 'deadline_passed', [created(), deadlinePassed()]],
    ['CANCELLED', 'conflicting_duplicate', [created(), reserved({ fingerprint: fingerprints[1] })]],
  ] as const)('is %s, because of %s', (status, reason, history) => {
    const facts = given(...history);
    expect([statusOf(facts), reasonOf(facts)]).toEqual([status, reason]);
    expect(isTerminal(facts)).toBe(!['PENDING', 'RESERVED'].includes(status));
  });
});

describe('its history', () => {
  const pending = { status: 'PENDING', at: at(0) };

  it('has each state with the time of the fact that led to it', () => {
    expect(historyOf(given(created(), reserved({ at: at(1) }), approved({ at: at(2) })))).toEqual([
      pending,
      { status: 'RESERVED', at: at(1) },
      { status: 'CONFIRMED', at: at(2) },
    ]);
  });

  it('leaves out a reservation that came after the end', () => {
    expect(historyOf(given(created(), cancelRequested(at(1)), reserved({ at: at(2) })))).toEqual([
      pending,
      { status: 'CANCELLED', at: at(1) },
    ]);
  });

  it('has one that came before the end, whatever the clocks say', () => {
    expect(historyOf(given(created({ at: at(1) }), reserved({ at: at(0) }), cancelRequested(at(0))))).toEqual([
      { status: 'PENDING', at: at(1) },
      { status: 'RESERVED', at: at(1) },
      { status: 'CANCELLED', at: at(1) },
    ]);
  });

  it('leaves out one that came after the end, whatever the clocks say', () => {
    expect(historyOf(given(created(), cancelRequested(at(5)), reserved({ at: at(2) })))).toEqual([
      pending,
      { status: 'CANCELLED', at: at(5) },
    ]);
  });

  it('is empty as long as only other facts are known', () => {
    expect(historyOf(given(approved()))).toEqual([]);
  });
});
