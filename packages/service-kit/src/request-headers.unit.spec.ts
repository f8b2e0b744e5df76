import { describe, expect, it } from 'vitest';
import { preferredWaitSeconds } from './request-headers.ts';

describe('Prefer: wait', () => {
  it.each([
    [undefined, 0],
    ['', 0],
    ['respond-async', 0],
    ['wait=5', 5],
    ['respond-async, wait=10', 10],
    ['wait="7"; x=1', 7],
    ['Wait = 3', 3],
    ['wait=600', 30],
    ['wait=-1', 0],
    ['wait=1.5', 0],
    ['await=5', 0],
  ])('%j means %d seconds', (header, seconds) => {
    expect(preferredWaitSeconds(header)).toBe(seconds);
  });
});
