import { describe, expect, it } from 'vitest';
import type { Step } from '../measure/sustained.ts';
import type { BenchResult } from '../result.ts';
import { latencyChart } from './chart.ts';

const step = (offered: number, ms: number, sustained = true): Step => ({
  ...{ offered, completed: offered, sustained },
  accept: { p50: ms, p99: ms * 2, p999: ms * 3 },
  end: { p50: ms * 4, p99: ms * 8, p999: ms * 9 },
});

const draw = (steps: readonly Step[]): string =>
  latencyChart({
    steps,
    highestRate: 1_000,
    keptUp: true,
    provenance: { machine: '2 × <cpu>', commit: 'abcdef', startedAt: '2026-01-02T03:04:05Z' },
  } as unknown as BenchResult);

const heights = (svg: string, what: string): readonly number[] =>
  [...svg.matchAll(/<circle cx="(?<x>[\d.]+)" cy="(?<y>[\d.]+)"[^>]*><title>[^:]*: (?<what>[^<]*?) [\d.]+ ms/g)]
    .filter(({ groups }) => groups?.what === what)
    .map(({ groups }) => Number(groups?.y));

describe('the chart of latency by load', () => {
  it('has one point for each rate and line: the median of its repeats', () => {
    const svg = draw([step(500, 5), step(1_000, 10), step(1_000, 11), step(1_000, 90)]);
    expect(svg.match(/<circle/g)).toHaveLength(8);
    expect(svg).toContain('1000 orders/s: accepted, p50 11 ms');
  });

  it('draws ten times the latency as the same distance anywhere', () => {
    const [a = 0, b = 0, c = 0] = heights(draw([step(100, 1), step(200, 10), step(300, 100)]), 'accepted, p50');
    expect(a - b).toBeGreaterThan(0);
    expect(a - b).toBeCloseTo(b - c, 0);
  });

  it('leaves points hollow where the rate was not kept up', () => {
    expect(draw([step(1_000, 10)])).not.toMatch(/r="3.5"[^>]*fill="#fff"/);
    expect(draw([step(2_000, 10, false)])).toMatch(/r="3.5"[^>]*fill="#fff"/);
  });

  it('takes what the machine is called for text', () => {
    expect(draw([step(1, 1)])).toContain('2 × &lt;cpu&gt;');
  });
});
