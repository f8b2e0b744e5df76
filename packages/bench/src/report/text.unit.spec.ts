import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { compare } from '../compare.ts';
import { spreadOf } from '../figures/spread.ts';
import type { BenchResult } from '../result.ts';
import { compareText, resultText } from './text.ts';

const result = {
  figures: {
    'cpu.total': spreadOf([610, 590, 640]),
    'limits.noop.rate': spreadOf([12_345]),
    'accept.vs_noop': spreadOf([1.876]),
  },
  spike: { accepted: 10, shed: 3, lost: 0 },
  highestRate: 900,
  keptUp: true,
  violations: [{ check: 'money', message: 'order x is paid twice', evidence: {} }],
  provenance: {
    ...{ machine: '2 × cpu', commit: '0123456789abcdef', plan: 'quick', seconds: 80, loadAverage: 3, startedAt: '' },
    versions: { node: 'v24', nats: '2.10', postgres: '15' },
  },
} as unknown as BenchResult;

describe('the table of a bench', () => {
  const lines = stripVTControlCharacters(resultText(result))
    .split('\n')
    .map((line) => line.trim().replace(/ {2,}/g, '  '));

  it('shows median, least, most and unit of what was measured, by section', () => {
    expect(lines).toContain('all of these  610  590  640  CPU µs/order');
    expect(lines).toContain('no-op Fastify, same body schema  12 345  12 345  12 345  requests/s');
    expect(lines.indexOf('Limits of this machine')).toBeLessThan(lines.indexOf('Accepting'));
    expect(lines.join()).not.toContain('stripe');
  });

  it('says when the machine was not alone with it, and what the audit found', () => {
    expect(lines.some((line) => line.includes('busy before (load 3.0)'))).toBe(true);
    expect(lines).toContain('✗ money: order x is paid twice');
  });
});

describe('the table of a comparison', () => {
  it('shows both medians, the change and what to think of it', () => {
    const text = compareText(compare({ 'cpu.total': spreadOf([600]) }, { 'cpu.total': spreadOf([300]) }));
    expect(stripVTControlCharacters(text).replace(/ {2,}/g, '  ')).toContain(
      'all of these  600  300  -50 %  CPU µs/order better',
    );
  });
});
