import { describe, expect, it } from 'vitest';
import type { Injected } from './inject.ts';
import { voidReasons } from './judge.ts';
import { exitCodeOf } from './result.ts';

const fault = (facts: Partial<Injected> = {}): Injected => ({
  atMs: 2_000,
  family: 'nats',
  kind: 'kill',
  target: 'nats',
  durationMs: 2_000,
  params: {},
  beganMs: 2_001,
  healedMs: 4_001,
  hit: {},
  failure: undefined,
  ...facts,
});
const kill = (busy: boolean): Injected => fault({ family: 'kill', kind: 'sigkill', target: 'order', hit: { busy } });
const judged = { sent: 1_000, accepted: 950, terminal: 950, faults: [fault(), kill(true), kill(false)] };

describe('a run', () => {
  it('tells something when orders ended and a kill hit a process at work', () => {
    expect(voidReasons(judged)).toEqual([]);
    expect(voidReasons({ ...judged, faults: [fault()] })).toEqual([]);
  });

  it.each([
    ['few orders ended', { ...judged, terminal: 399 }, /of 1000 sent 950 were accepted and 399 ended/],
    ['nothing was sent', { ...judged, sent: 0, accepted: 0, terminal: 0 }, /no order was sent/],
    ['there was no fault', { ...judged, faults: [] }, /no fault/],
    ['every kill hit an idle process', { ...judged, faults: [kill(false), kill(false)] }, /none of 2 kills/],
    [
      'a fault was not done',
      { ...judged, faults: [fault({ failure: 'not done: away' })] },
      /nats\/kill on nats was not/,
    ],
  ])('is void when %s', (_, run, sentence) => {
    expect(voidReasons(run)).toEqual([expect.stringMatching(sentence)]);
  });

  it('ends with 1 for a violation, void or not, and with 2 when it is only void', () => {
    const violations = [{ check: 'money', message: 'captured twice', evidence: { orderId: 'o' } }];
    expect(exitCodeOf({ violations, void: true })).toBe(1);
    expect(exitCodeOf({ violations: [], void: true })).toBe(2);
    expect(exitCodeOf({ violations: [], void: false })).toBe(0);
  });
});
