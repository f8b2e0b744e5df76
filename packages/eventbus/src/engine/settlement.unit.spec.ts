import { AppError, codes, type ErrorCode, isErrorCode } from '@orderflow/errors';
import { describe, expect, it } from 'vitest';
import { type Circumstances, type Outcome, type Settlement, settle } from './settlement.ts';

const rules = { maxAttempts: 3, retryInitialMs: 100, retryMaxMs: 250 };
/** The longest delay there is for an attempt. */
const longest = () => 0.999_999;

const failed = (code: ErrorCode): Outcome => ({ kind: 'failed', error: new AppError(code, 'as the test wants it') });

const after = (outcome: Outcome, circumstances: Partial<Circumstances> = {}, random = longest): Settlement =>
  settle(outcome, { failuresBefore: 0, draining: false, ...circumstances }, rules, random);

const brief = (settlement: Settlement): string => {
  switch (settlement.action) {
    case 'nak':
      return `nak ${settlement.delayMs} ms${settlement.counts ? ', counted' : ''}`;
    case 'dead_letter':
      return `dead letter ${settlement.error.code} after ${settlement.attempts}`;
    default:
      return settlement.action;
  }
};

const allCodes = Object.keys(codes).filter(isErrorCode);
const codesOf = (verdict: string): readonly ErrorCode[] => allCodes.filter((code) => codes[code].verdict === verdict);

describe('what becomes of a delivery', () => {
  it.each<[string, Outcome, Partial<Circumstances>, string]>([
    ['handled', { kind: 'handled' }, {}, 'ack'],
    ['handled at last', { kind: 'handled' }, { failuresBefore: 2 }, 'ack'],
    ['handled while draining', { kind: 'handled' }, { draining: true }, 'ack'],
    ['failed for the first time', failed('INTERNAL'), {}, 'nak 100 ms, counted'],
    ['failed for the second time', failed('TIMEOUT'), { failuresBefore: 1 }, 'nak 200 ms, counted'],
    ['failed for the last time', failed('INTERNAL'), { failuresBefore: 2 }, 'dead letter INTERNAL after 3'],
    [
      'failed once more, its letter was refused',
      failed('INTERNAL'),
      { failuresBefore: 3 },
      'dead letter INTERNAL after 4',
    ],
    ['failed for itself while draining', failed('INTERNAL'), { draining: true }, 'nak 100 ms, counted'],
    ['poison', failed('UNDECODABLE'), {}, 'dead letter UNDECODABLE after 1'],
    ['poison while draining', failed('UNDECODABLE'), { draining: true }, 'dead letter UNDECODABLE after 1'],
    ['of an unknown type', failed('UNKNOWN_EVENT'), {}, 'dead letter UNKNOWN_EVENT after 1'],
    ['ended the process too often', failed('CRASH_LOOP'), {}, 'dead letter CRASH_LOOP after 1'],
    ['needs what is away', failed('DEPENDENCY_UNAVAILABLE'), {}, 'hold'],
    ['needs what is away, at its last attempt', failed('LOG_UNAVAILABLE'), { failuresBefore: 2 }, 'hold'],
    ['needs what is away while draining', failed('DEPENDENCY_UNAVAILABLE'), { draining: true }, 'nak 1 ms'],
    ['aborted by the drain', failed('ABORTED'), { draining: true, failuresBefore: 2 }, 'nak 1 ms'],
    ['refused by the drain', failed('DRAINING'), { draining: true, failuresBefore: 2 }, 'nak 1 ms'],
    ['aborted by nobody but itself', failed('ABORTED'), { failuresBefore: 2 }, 'dead letter ABORTED after 3'],
    ['not started when the bus drains', { kind: 'not_started' }, { draining: true }, 'nak 1 ms'],
    ['without room for its dead letter', { kind: 'letter_refused' }, { failuresBefore: 9 }, 'nak 250 ms'],
  ])('%s', (_, outcome, circumstances, expected) => {
    expect(brief(after(outcome, circumstances))).toBe(expected);
  });

  it.each(allCodes)('%s: the verdict of its code is kept', (code) => {
    const first = { retry: 'nak', dead_letter: 'dead_letter', wait: 'hold' }[codes[code].verdict];
    expect(after(failed(code)).action).toBe(first);
  });

  it.each(codesOf('wait'))('%s never makes a dead letter, however often it comes', (code) => {
    for (const draining of [false, true]) {
      expect(after(failed(code), { failuresBefore: 1_000, draining }).action).not.toBe('dead_letter');
    }
  });

  it('never naks without a delay, however the dice fall', () => {
    const outcomes: Outcome[] = [...allCodes.map(failed), { kind: 'not_started' }, { kind: 'letter_refused' }];
    for (const outcome of outcomes) {
      for (const draining of [false, true]) {
        const settlement = after(outcome, { draining }, () => 0);
        if (settlement.action === 'nak') expect(settlement.delayMs).toBeGreaterThanOrEqual(1);
      }
    }
  });

  it('spreads the delays of those that failed together', () => {
    const delays = [0, 0.25, 0.5, 0.75].map((dice) => brief(after(failed('INTERNAL'), {}, () => dice)));
    expect(new Set(delays).size).toBe(4);
  });
});
