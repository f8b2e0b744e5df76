import { describe, expect, it } from 'vitest';
import { AppError } from './app-error.ts';

describe('AppError', () => {
  it('takes status, title and verdict from the table of codes', () => {
    const error = new AppError('DEPENDENCY_UNAVAILABLE', 'Postgres is away');
    expect(error).toMatchObject({ status: 503, verdict: 'wait', title: 'Something this needs is away' });
    expect(error.name).toBe('AppError');
  });

  it('keeps cause, details and the time to come back', () => {
    const cause = new Error('ECONNREFUSED');
    const error = new AppError('RATE_LIMITED', 'slow down', { cause, retryAfterSeconds: 2, details: { limit: 10 } });
    expect(error).toMatchObject({ cause, retryAfterSeconds: 2, details: { limit: 10 } });
  });

  it('knows where it was made, unless it refuses what comes by the thousand', () => {
    expect(new AppError('INTERNAL', 'oops').stack).toContain('app-error.unit.spec');
    expect(new AppError('QUEUE_FULL', 'no room').stack).toBe('AppError: no room');
    expect(new Error('of others').stack).toContain('app-error.unit.spec');
  });

  it('has no cause when none is given', () => {
    expect('cause' in new AppError('INTERNAL', 'oops')).toBe(false);
  });
});

describe('AppError.from', () => {
  it('leaves an AppError as it is', () => {
    const error = new AppError('NOT_FOUND', 'no such order');
    expect(AppError.from(error)).toBe(error);
  });

  it('makes TIMEOUT of a timed out signal and ABORTED of an abort', () => {
    const timedOut = new DOMException('too slow', 'TimeoutError');
    expect(AppError.from(timedOut)).toMatchObject({ code: 'TIMEOUT', message: 'too slow', cause: timedOut });
    expect(AppError.from(AbortSignal.abort().reason)).toMatchObject({ code: 'ABORTED', verdict: 'retry' });
  });

  it('makes INTERNAL of anything else, and keeps it as the cause', () => {
    const bug = new TypeError('x is undefined');
    expect(AppError.from(bug)).toMatchObject({ code: 'INTERNAL', message: 'x is undefined', cause: bug });
    expect(AppError.from('a string')).toMatchObject({ code: 'INTERNAL', message: 'a string', cause: 'a string' });
    expect(AppError.from(undefined)).toMatchObject({ code: 'INTERNAL', message: 'undefined' });
  });
});

describe('AppError.is', () => {
  const error = new AppError('QUEUE_FULL', 'full');

  it('looks for one of the codes, or any', () => {
    expect(AppError.is(error)).toBe(true);
    expect(AppError.is(error, 'TIMEOUT', 'QUEUE_FULL')).toBe(true);
    expect(AppError.is(error, 'TIMEOUT')).toBe(false);
  });

  it('is false for other errors, whatever they look like', () => {
    expect(AppError.is(Object.assign(new Error('full'), { code: 'QUEUE_FULL' }), 'QUEUE_FULL')).toBe(false);
    expect(AppError.is(undefined)).toBe(false);
  });
});
