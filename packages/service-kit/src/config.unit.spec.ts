import { AppError } from '@orderflow/errors';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { commonConfig } from './common-config.ts';
import { describeConfig, readConfig } from './config.ts';
import { setting } from './settings.ts';

const schema = {
  PORT: setting.port({ description: 'Port' }),
  RATE: setting.integer({ fallback: 5, min: 1, max: 10, description: 'Rate' }),
  GATEWAY: setting.choice({ choices: ['stripe', 'simulated'], fallback: 'simulated', description: 'Gateway' }),
  BASE: setting.url({ protocols: ['https:', 'http:'], fallback: 'http://127.0.0.1', description: 'Base' }),
  PRETTY: setting.flag({ optional: true, description: 'Pretty' }),
  API_KEY: setting.secret({ optional: true, description: 'Key' }),
} as const;

function problemsOf(env: Record<string, string>): unknown {
  try {
    readConfig(schema, env);
  } catch (error) {
    if (AppError.is(error, 'CONFIG_INVALID')) return error.details?.problems;
    throw error;
  }
  return [];
}

describe('a configuration', () => {
  it('is typed, filled with its defaults and frozen', () => {
    const config = readConfig(schema, { PORT: '8081', GATEWAY: 'stripe', PRETTY: 'true' });

    expect(config).toEqual({
      PORT: 8081,
      RATE: 5,
      GATEWAY: 'stripe',
      BASE: 'http://127.0.0.1',
      PRETTY: true,
      API_KEY: undefined,
    });
    expect(Object.isFrozen(config)).toBe(true);
    expectTypeOf(config.GATEWAY).toEqualTypeOf<'stripe' | 'simulated'>();
    expectTypeOf(config.PORT).toEqualTypeOf<number>();
    expectTypeOf(config.PRETTY).toEqualTypeOf<boolean | undefined>();
  });

  it('reports all its problems together: which variable, what it was, what it should be', () => {
    expect(problemsOf({ RATE: '11', GATEWAY: 'paypal', BASE: 'ftp://x', PRETTY: 'yes' })).toEqual([
      'PORT is not set: it must be a whole number from 0 to 65535 (Port)',
      'RATE is "11": it must be a whole number from 1 to 10 (Rate)',
      'GATEWAY is "paypal": it must be one of `stripe`, `simulated` (Gateway)',
      'BASE is "ftp://x": it must be a URL https://… or http://… (Base)',
      'PRETTY is "yes": it must be `true` or `false` (Pretty)',
    ]);
  });

  it.each(['', '1.5', '1e3', ' 5', '0x5', '99999999999999999999'])('takes no %j for a whole number', (RATE) => {
    const problems = problemsOf({ PORT: '1', RATE });

    expect(problems).toHaveLength(RATE === '' ? 0 : 1);
  });

  it('takes a secret from a file, and never shows one', () => {
    const file = new URL(import.meta.url).pathname;

    expect(readConfig(schema, { PORT: '1', API_KEY_FILE: file }).API_KEY).toContain('never shows one');
    expect(problemsOf({ PORT: '1', API_KEY_FILE: '/nowhere/key' })).toEqual([
      expect.stringMatching(/^API_KEY_FILE is "\/nowhere\/key", which cannot be read \(ENOENT/),
    ]);
    expect(problemsOf({ PORT: '1', API_KEY_FILE: file, API_KEY: 'sk_canary' })).toEqual([
      'API_KEY_FILE and API_KEY are both set: one of them is enough',
    ]);
    const secretUrl = {
      DATABASE_URL: setting.url({ protocols: ['postgres:'], secret: true, description: 'Database' }),
    };
    expect(() => readConfig(secretUrl, { DATABASE_URL: 'mysql://app:canary@x' })).toThrow(
      'DATABASE_URL is set to something else: it must be a URL postgres://… (Database)',
    );
  });

  it('describes itself for the documentation', () => {
    const rows = describeConfig(commonConfig({ httpPort: 8081, databaseUrl: 'postgres://127.0.0.1/orderflow_order' }));

    expect(rows.find(({ name }) => name === 'HTTP_PORT')).toEqual({
      name: 'HTTP_PORT',
      expected: 'a whole number from 0 to 65535',
      fallback: '8081',
      required: false,
      secret: false,
      description: 'Port to listen on; 0 takes a free one',
    });
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['NATS_URL', 'DATABASE_URL', 'LOG_LEVEL']));
  });

  it('wants a user and a password of its own at NATS in production', () => {
    const common = commonConfig({ httpPort: 8081, databaseUrl: 'postgres://app:orderflow@127.0.0.1/db' });
    const DATABASE_URL = 'postgres://app:of-its-own@db.example/db';
    expect(() => readConfig(common, { ORDERFLOW_ENV: 'production', DATABASE_URL })).toThrow(/NATS_USER.*NATS_PASSWORD/);
  });
});
