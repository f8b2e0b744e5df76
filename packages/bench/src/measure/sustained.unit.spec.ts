import { describe, expect, it } from 'vitest';
import { stepOf } from './sustained.ts';

const latency = { count: 1, mean: 1, p50: 1, p90: 1, p99: 2, p999: 3, max: 3 };
const facts = {
  sent: 5_000,
  accepted: 5_000,
  sendingSeconds: 5,
  atLastSent: { accepted: 4_990, ended: 4_900, unanswered: 10 },
  accept: latency,
  endToEnd: latency,
  refusals: new Map<string, number>(),
};

describe('a rate', () => {
  it('is kept up when orders end as fast as they come', () => {
    expect(stepOf(1_000, 5, facts)).toEqual({
      offered: 1_000,
      completed: 980,
      sustained: true,
      accept: { p50: 1, p99: 2, p999: 3 },
      end: { p50: 1, p99: 2, p999: 3 },
    });
  });

  it.each([
    ['orders pile up behind their acceptance', { atLastSent: { accepted: 4_990, ended: 4_500, unanswered: 10 } }],
    ['orders pile up before their acceptance', { atLastSent: { accepted: 4_600, ended: 4_500, unanswered: 400 } }],
    ['some are refused', { refusals: new Map([['503 QUEUE_FULL', 1]]), accepted: 4_999 }],
    ['the generator does not keep it up itself', { sendingSeconds: 5.5 }],
  ])('is not when %s', (_, change) => {
    expect(stepOf(1_000, 5, { ...facts, ...change }).sustained).toBe(false);
  });
});
