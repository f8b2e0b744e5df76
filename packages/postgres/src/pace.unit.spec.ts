import { describe, expect, it } from 'vitest';
import { createPace } from './pace.ts';

const maxLingerMs = 10;

describe('the pace of a group', () => {
  it('does not linger at first: nothing is known', () => {
    expect(createPace(maxLingerMs).lingerMs(0, 0)).toBe(0);
  });

  it('never makes callers wait who come one after the other', () => {
    const pace = createPace(maxLingerMs);
    for (let nowMs = 0; nowMs < 50; nowMs += 1) {
      expect(pace.lingerMs(nowMs, nowMs)).toBe(0);
      pace.landed(nowMs + 1, 1, 0);
    }
  });

  it('lingers until the first request has waited maxLingerMs, when others came during the last flights', () => {
    const pace = createPace(maxLingerMs);
    pace.landed(100, 2, 5);
    expect(pace.lingerMs(100, 99)).toBe(9);
    expect(pace.lingerMs(103, 103)).toBe(10);
  });

  it('lingers in proportion to what is gained, where more is plenty', () => {
    const pace = createPace(maxLingerMs, 16);
    pace.landed(100, 20, 8);
    expect(pace.lingerMs(100, 100)).toBe(2.5);
    pace.landed(101, 1, 100);
    expect(pace.lingerMs(101, 101)).toBe(10);
  });

  it('does not linger for what has waited long enough during a slow flight', () => {
    const pace = createPace(maxLingerMs);
    pace.landed(100, 30, 40);
    expect(pace.lingerMs(100, 75)).toBe(0);
  });

  it('does not linger when too few would come: fewer than two within the linger', () => {
    const pace = createPace(maxLingerMs);
    pace.landed(100, 20, 3);
    expect(pace.lingerMs(101, 101)).toBe(0);
    pace.landed(100, 20, 8);
    expect(pace.lingerMs(101, 101)).toBe(10);
  });

  it('stops lingering after some flights in which nobody came', () => {
    const pace = createPace(maxLingerMs);
    pace.landed(0, 1, 1);
    let flights = 0;
    for (; flights < 100 && pace.lingerMs(flights, flights) > 0; flights += 1) pace.landed(flights, 1, 0);
    expect(flights).toBeLessThan(10);
  });

  it('forgets the load after a pause', () => {
    const pace = createPace(maxLingerMs);
    pace.landed(100, 2, 50);
    expect(pace.lingerMs(300, 300)).toBe(0);
    expect(pace.lingerMs(301, 301)).toBe(0);
  });

  it('never lingers when told not to', () => {
    const pace = createPace(0);
    pace.landed(100, 2, 50);
    expect(pace.lingerMs(100, 100)).toBe(0);
  });
});
