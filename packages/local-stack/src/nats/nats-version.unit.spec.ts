import { expect, it } from 'vitest';
import { atLeast } from './nats-version.ts';

it('compares versions by their numbers, not as text', () => {
  expect(atLeast('2.10.0', '2.10.0')).toBe(true);
  expect(atLeast('2.9.25', '2.10.0')).toBe(false);
  expect(atLeast('2.15.1', '2.10.0')).toBe(true);
  expect(atLeast('3.0.0', '2.10.0')).toBe(true);
});
