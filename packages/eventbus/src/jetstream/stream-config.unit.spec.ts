import type { StreamConfig } from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';
import { describe, expect, it } from 'vitest';
import { covers, streamConfig, streamDifferences } from './stream-config.ts';

describe('covers', () => {
  it.each([
    ['orders.>', 'orders.created', true],
    ['orders.>', 'orders.eu.created', true],
    ['orders.>', 'orders', false],
    ['orders.*', 'orders.created', true],
    ['orders.*', 'orders.eu.created', false],
    ['orders.created', 'orders.created', true],
    ['orders.created', 'orders.>', false],
    ['orders.*', 'orders.>', false],
    ['>', 'orders.created', true],
    ['redrive.a', 'redrive.b', false],
  ])('%s and %s: %s', (pattern, subject, expected) => {
    expect(covers(pattern, subject)).toBe(expected);
  });
});

describe('an age limit that is not the one asked for', () => {
  const limits = { name: 'DEAD', subjects: ['dead.>'], maxBytes: 1_000, duplicateWindowMs: 120_000, replicas: 1 };
  const differencesOf = (maxAgeMs: number, ageMs: number) => {
    const stream = { ...limits, maxAgeMs };
    return streamDifferences(stream, { ...streamConfig(stream), max_age: nanos(ageMs) } as StreamConfig);
  };

  it('is a matter of capacity, but where nothing may leave by its age', () => {
    expect(differencesOf(60_000, 30_000)).toMatchObject({ weaker: [], capacity: [expect.stringContaining('max_age')] });
    expect(differencesOf(0, 30_000)).toMatchObject({ weaker: [expect.stringContaining('max_age')], capacity: [] });
    expect(differencesOf(0, 0)).toEqual({ fixed: [], weaker: [], capacity: [] });
  });
});
