import { describe, expect, it } from 'vitest';
import { covers } from './stream-config.ts';

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
