import { AppError } from '@orderflow/errors';
import { serviceDirectory } from '@orderflow/local-stack';
import { describe, expect, it } from 'vitest';
import { checkEnvironment } from './check-environment.ts';

const refusal = (environment: NodeJS.ProcessEnv, natsServers = 1): string => {
  try {
    checkEnvironment(environment, natsServers);
    return '';
  } catch (error) {
    expect(AppError.is(error, 'CONFIG_INVALID')).toBe(true);
    return AppError.from(error).message;
  }
};
const count = (text: string, part: string): number => text.split(part).length - 1;

describe('the environment of a start', () => {
  it('is good as it usually is, and with a login that is not for the services', () => {
    expect(refusal({})).toBe('');
    expect(refusal({ DATABASE_URL: 'nonsense', DATABASE_URL_FILE: '/nope', HTTP_PORT: 'x' })).toBe('');
  });

  it('is refused with every bad variable of every process at once', () => {
    const message = refusal({
      ORDER_DEADLINE_SECONDS: '-1',
      GATEWAY_TIMEOUT_MS: 'abc',
      MAX_KEYS: '0',
      STREAM_MAX_AGE_HOURS: '0',
      ORDER_PORT: 'x',
    });

    expect(message).toContain('ORDER_DEADLINE_SECONDS is "-1": it must be a whole number from 1 to 86400');
    expect(message).toContain('GATEWAY_TIMEOUT_MS is "abc": ');
    expect(message).toContain('MAX_KEYS is "0": ');
    expect(message).toContain('ORDER_PORT is "x": ');
    expect(count(message, 'STREAM_MAX_AGE_HOURS is "0": ')).toBe(1);
  });

  it('names once what several processes read', () => {
    const message = refusal({ LOG_LEVEL: 'loud', AUTH_MODE: 'foo' });

    expect([count(message, 'LOG_LEVEL is "loud"'), count(message, 'AUTH_MODE is "foo"')]).toEqual([1, 1]);
  });

  it('is refused where variables do not go together', () => {
    expect(refusal({ AUTH_MODE: 'api-key' })).toContain('API_KEYS is not set');
  });

  it('is refused with a file that cannot be read, looked for where the service runs', () => {
    expect(refusal({ API_KEYS_FILE: '/nope' })).toContain('API_KEYS_FILE is "/nope", which cannot be read');
    expect(refusal({ API_KEYS_FILE: 'nope' })).toContain(`API_KEYS_FILE is "${serviceDirectory('order')}/nope"`);
  });

  it('has no more replicas of a stream than servers that hold them', () => {
    expect(refusal({ STREAM_REPLICAS: '2' })).toMatch(/STREAM_REPLICAS is "2", but there is one nats-server/);
    expect(refusal({ STREAM_REPLICAS: '1' })).toBe('');
    expect(refusal({ STREAM_REPLICAS: '2' }, 3)).toBe('');
    expect(refusal({ STREAM_REPLICAS: 'many' })).toContain('STREAM_REPLICAS is "many": it must be a whole number');
  });
});
