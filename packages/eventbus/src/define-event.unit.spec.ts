import { describe, expect, it } from 'vitest';
import { defineEvent } from './define-event.ts';

const codec = { encode: () => new Uint8Array(), decode: () => '' };
const define = (given: { type?: string; subject?: string; version?: number }) =>
  defineEvent({ type: 'a.b', subject: 'a.b', version: 1, codec, key: () => '', ...given });

describe('the definition of an event', () => {
  it.each([
    { subject: 'a.*' },
    { subject: 'a.>' },
    { subject: 'a..b' },
    { subject: '' },
    { subject: 'a b' },
    { type: '' },
    { type: 'a\r\nb' },
    { version: 0 },
    { version: 1.5 },
  ])('is refused with %j', (given) => {
    expect(() => define(given)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });

  it('cannot be changed later', () => {
    expect(Object.isFrozen(define({}))).toBe(true);
  });
});
