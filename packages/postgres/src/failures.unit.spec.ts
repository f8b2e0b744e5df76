import { AppError } from '@orderflow/errors';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { classify, failureKind, sqlState } from './failures.ts';

const refused = (code: string, fields: Partial<pg.DatabaseError> = {}): pg.DatabaseError =>
  Object.assign(new pg.DatabaseError('no', 2, 'error'), { code, ...fields });
const network = (code: string): Error => Object.assign(new Error(code), { code });

describe('failureKind', () => {
  it.each([
    ['57P01', 'unavailable', 'stopped by an administrator'],
    ['57P03', 'unavailable', 'starting up'],
    ['57014', 'unavailable', 'statement timeout'],
    ['53300', 'unavailable', 'too many connections'],
    ['53100', 'unavailable', 'disk full'],
    ['58030', 'unavailable', 'I/O error'],
    ['08006', 'unavailable', 'connection failure'],
    ['28P01', 'unavailable', 'login refused'],
    ['3D000', 'unavailable', 'no such database yet'],
    ['25006', 'unavailable', 'a standby'],
    ['25P03', 'unavailable', 'idle transaction ended'],
    ['40001', 'conflict', 'serialization failure'],
    ['40P01', 'conflict', 'deadlock'],
    ['22P02', 'data', 'not a number'],
    ['23514', 'data', 'CHECK violation'],
    ['23505', 'data', 'unique violation'],
    ['42P01', 'unavailable', 'no such table: the setup has not run'],
    ['42703', 'unavailable', 'no such column: the setup of this release has not run'],
    ['42501', 'unavailable', 'not granted: the setup has not run'],
    ['25P02', 'other', 'aborted transaction'],
  ])('takes %s for %s (%s)', (state, kind) => {
    expect(failureKind(refused(state))).toBe(kind);
    expect(sqlState(refused(state))).toBe(state);
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'])('takes %s for unavailable', (code) => {
    expect(failureKind(network(code))).toBe('unavailable');
  });

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'timeout expired',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
    'Query read timeout',
    'Cannot use a pool after calling end on the pool',
  ])('takes "%s" for unavailable', (sentence) => {
    expect(failureKind(new Error(sentence))).toBe('unavailable');
  });

  it('takes a bug for what it is', () => {
    expect(failureKind(new TypeError('x is undefined'))).toBe('other');
    expect(failureKind('nothing')).toBe('other');
  });
});

describe('classify', () => {
  it('makes DEPENDENCY_UNAVAILABLE of an outage and keeps the cause', () => {
    const cause = network('ECONNREFUSED');
    expect(classify(cause)).toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', verdict: 'wait', cause });
  });

  it('makes INTERNAL of refused data, with what was refused', () => {
    const error = classify(refused('23514', { table: 'stock', constraint: 'stock_available_check' }));
    expect(error).toMatchObject({
      code: 'INTERNAL',
      verdict: 'retry',
      details: { sqlstate: '23514', table: 'stock', constraint: 'stock_available_check' },
    });
  });

  it('leaves an AppError as it is', () => {
    const error = new AppError('NOT_FOUND', 'no such order');
    expect(classify(error)).toBe(error);
  });

  it('makes errors that are still understood: kind and SQLSTATE are read from the cause', () => {
    expect(sqlState(classify(refused('23514')))).toBe('23514');
    expect(failureKind(classify(refused('23514')))).toBe('data');
    expect(failureKind(classify(network('EPIPE')))).toBe('unavailable');
  });
});
