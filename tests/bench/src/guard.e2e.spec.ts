import { readFileSync } from 'node:fs';
import { type GuardResult, runGuard } from '@orderflow/bench';
import { beforeAll, describe, expect, it } from 'vitest';

// Ratios of what runs side by side on one machine, never times: a slow machine is no fault of the code.
const baseline = JSON.parse(readFileSync(new URL('../baseline.json', import.meta.url), 'utf8')) as GuardResult;
/** What another machine, or one that is busy, may make of the same code. */
const margin = 3;

let now: GuardResult;
beforeAll(async () => {
  now = await runGuard({ env: process.env, signal: AbortSignal.timeout(180_000) });
}, 200_000);

describe('the cost of an order has not grown unnoticed', () => {
  it.each([
    ['acceptVsNoop', 'accepting an order, by a no-op route with its schemas'],
    ['publishVsRaw', 'publishing by the bus, by the cheapest publish the client has'],
    ['cpuMicrosPerOrder', 'the CPU of all processes for one completed order'],
  ] as const)('%s: %s', (name, _) => {
    expect(now[name]).toBeGreaterThan(0);
    expect(now[name]).toBeLessThan(baseline[name] * margin);
  });
});
