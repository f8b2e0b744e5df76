import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { formatLogLine, parseLogLine } from './log-line.ts';

const shown = (source: string, text: string) => stripVTControlCharacters(formatLogLine(parseLogLine(source, text, 0)));

describe('a log line for people', () => {
  it('shows message and fields of a JSON line, and the error with its stack', () => {
    const line = {
      level: 'warn',
      time: 1_700_000_000_123,
      service: 'order',
      msg: 'held',
      orderId: 'o-1',
      err: { message: 'm', stack: 'Error: m\n    at x' },
    };
    const text = shown('order', JSON.stringify(line));
    expect(text).toMatch(/^\d\d:\d\d:\d\d\.123 order\s+warn\s+held orderId=o-1\n/);
    expect(text).toContain('Error: m');
  });

  it('takes the time from what nats-server and Postgres write', () => {
    const nats = parseLogLine('nats', '[7] 2026/11/21 04:16:44.187061 [INF] Server is ready', 0);
    expect(new Date(nats.time).getMilliseconds()).toBe(187);
    expect(stripVTControlCharacters(formatLogLine(nats))).toMatch(/\[INF\] Server is ready$/);
    const postgres = parseLogLine('postgres', '2026-11-21 04:16:44.187 UTC [9] @ LOG:  ready', 0);
    expect(new Date(postgres.time).toISOString()).toBe('2026-11-21T04:16:44.187Z');
  });

  it('gives a line without a time that of the line before, and shows a broken one as it is', () => {
    expect(parseLogLine('order', '{"level":"in', 42)).toMatchObject({ time: 42, fields: undefined });
    expect(shown('order', '    at foo (bar.ts:1)')).toContain('at foo (bar.ts:1)');
  });
});
