import { describe, expect, it } from 'vitest';
import { type SeedLine, seedsExitCode, summarise } from './summary.ts';

const line = (seed: number, facts: Partial<SeedLine> = {}): SeedLine => ({
  seed,
  tried: 1,
  sent: 100,
  accepted: 90,
  terminal: 90,
  violations: [],
  void: false,
  voidReasons: [],
  failpoints: { 'handler.after_ack': 2 },
  faults: ['kill/sigkill', 'nats/kill'],
  ...facts,
});
const violation = { check: 'money', message: 'captured twice', evidence: { orderId: 'o' } };

describe('the summary of many seeds', () => {
  it('adds up what each came to, in the order of the seeds, and names what was never hit', () => {
    const { totals, failpoints, faults, seeds } = summarise([line(2, { tried: 2 }), line(1)]);
    expect(totals).toEqual({ seeds: 2, sent: 200, accepted: 180, terminal: 180, violations: 0, void: 0, repeated: 1 });
    expect(failpoints).toMatchObject({ 'handler.after_ack': 4, 'payment.after_charge': 0 });
    expect(faults).toEqual({ 'kill/sigkill': 2, 'nats/kill': 2 });
    expect(seeds.map(({ seed }) => seed)).toEqual([1, 2]);
  });

  it('ends with 1 for a violation of any seed, with 2 for one that stayed void', () => {
    expect(seedsExitCode(summarise([line(1), line(2)]))).toBe(0);
    expect(seedsExitCode(summarise([line(1), line(2, { void: true })]))).toBe(2);
    expect(seedsExitCode(summarise([line(1, { violations: [violation] }), line(2, { void: true })]))).toBe(1);
  });
});
