import { describe, expect, it } from 'vitest';
import { codes, isErrorCode } from './codes.ts';

const entries = Object.entries(codes);

describe('the table of codes', () => {
  it.each(entries)('%s can be answered over HTTP and settled by a consumer', (code, { status, verdict, title }) => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(['retry', 'dead_letter', 'wait']).toContain(verdict);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
  });

  it('never retries what the caller got wrong', () => {
    const wrong = entries.filter(([, { status }]) => status < 500 && status !== 429);
    for (const [code, { verdict }] of wrong) expect(verdict, code).toBe('dead_letter');
  });

  it('never gives up for good on what is unavailable', () => {
    const unavailable = entries.filter(([, { status }]) => status === 503);
    for (const [code, { verdict }] of unavailable) expect(verdict, code).not.toBe('dead_letter');
  });

  it('has no title twice', () => {
    const titles = entries.map(([, { title }]) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

describe('isErrorCode', () => {
  it('knows the codes and nothing else', () => {
    expect(isErrorCode('TIMEOUT')).toBe(true);
    expect(isErrorCode('timeout')).toBe(false);
    expect(isErrorCode('toString')).toBe(false);
    expect(isErrorCode(503)).toBe(false);
  });
});
