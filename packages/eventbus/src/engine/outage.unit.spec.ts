import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../memory/virtual-clock.ts';
import { createOutage } from './outage.ts';

const begin = (dice: number) => {
  const clock = createVirtualClock(0);
  const probedAtMs: number[] = [];
  const outage = createOutage({ clock, random: () => dice, onProbe: () => probedAtMs.push(clock.now()) });
  expect(outage.begin()).toBe(true);
  return { clock, outage, probedAtMs };
};

describe('an outage', () => {
  it('is probed after 200 ms at most, then half as often each time, and at last every 5 s', () => {
    const { clock, outage, probedAtMs } = begin(0.999_999);
    for (let probe = 0; probe < 8; probe++) {
      clock.step();
      outage.probing();
      outage.probeFailed();
    }
    const delaysMs = probedAtMs.map((atMs, i) => atMs - (probedAtMs[i - 1] ?? 0));
    expect(delaysMs).toEqual([200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000]);
  });

  it('is never probed without a pause', () => {
    const { clock, probedAtMs } = begin(0);
    clock.step();
    expect(probedAtMs).toEqual([50]);
  });

  it('has one probe at a time: the next is due only after the last one failed', () => {
    const { clock, outage, probedAtMs } = begin(0.5);
    expect(outage.probeIsDue).toBe(false);
    clock.step();
    expect(outage.probeIsDue).toBe(true);
    outage.probing();
    expect([outage.probeIsDue, clock.step()]).toEqual([false, false]);
    outage.probeFailed();
    clock.step();
    expect([outage.probeIsDue, probedAtMs.length]).toEqual([true, 2]);
  });

  it('begins once, ends once, and leaves no timer behind', () => {
    const { clock, outage, probedAtMs } = begin(0.5);
    expect([outage.begin(), outage.holding]).toEqual([false, true]);
    expect([outage.end(), outage.end(), outage.holding]).toEqual([true, false, false]);
    outage.probeFailed();
    expect([clock.step(), probedAtMs]).toEqual([false, []]);
  });
});
