import { AppError } from '@orderflow/errors';
import { describe, expect, it } from 'vitest';
import { commonConfig } from '../common-config.ts';
import { type Environment, readConfig } from '../config.ts';
import { setting } from '../settings.ts';
import { accessRules } from './access-config.ts';
import { createApiKey } from './api-keys.ts';

const schema = {
  ...commonConfig({ httpPort: 8082, databaseUrl: 'postgres://app:orderflow@127.0.0.1:5432/x' }),
  STRIPE_API_KEY: setting.secret({ fallback: 'sk_test_local', localOnly: true, description: 'Key' }),
};

const problemsOf = (env: Environment): readonly string[] => {
  try {
    readConfig(schema, env, accessRules);
    return [];
  } catch (error) {
    if (AppError.is(error, 'CONFIG_INVALID')) return error.details?.problems as readonly string[];
    throw error;
  }
};

const { line, key } = createApiKey({ customer: '*', scopes: ['admin'], name: 'ops' });
const tokens = { AUTH_MODE: 'jwt', JWT_ISSUER: 'https://i', JWT_AUDIENCE: 'orderflow', JWT_JWKS_URL: 'https://i/jwks' };

describe('a service that knows its callers', () => {
  it.each([
    ['API keys', { AUTH_MODE: 'api-key', API_KEYS: line }],
    ['tokens', tokens],
    ['tokens, and keys beside', { ...tokens, API_KEYS: line }],
    ['tokens of an issuer on the same machine', { ...tokens, JWT_JWKS_URL: 'http://127.0.0.1:9/jwks' }],
  ])('by %s starts anywhere', (_case, env) => {
    expect(problemsOf({ HTTP_HOST: '0.0.0.0', ...env })).toEqual([]);
  });

  it.each([
    ['no keys', { AUTH_MODE: 'api-key' }, [/^API_KEYS is not set/]],
    ['a key that is not hashed', { AUTH_MODE: 'api-key', API_KEYS: key }, [/^API_KEYS, line 1/]],
    ['no issuer', { AUTH_MODE: 'jwt' }, [/^JWT_ISSUER is not set/, /^JWT_AUDIENCE is/, /^JWT_JWKS_URL is/]],
    ['keys over an open line', { ...tokens, JWT_JWKS_URL: 'http://issuer.example/jwks' }, [/use https$/]],
    ['a shared secret', { ...tokens, JWT_ALGORITHMS: 'RS256,HS256' }, [/^JWT_ALGORITHMS is "RS256,HS256"/]],
    ['no signature', { ...tokens, JWT_ALGORITHMS: 'none' }, [/^JWT_ALGORITHMS is "none"/]],
  ])('does not start with %s', (_case, env, expected) => {
    const problems = problemsOf(env);

    expect(problems).toEqual(expected.map((problem) => expect.stringMatching(problem)));
    expect(problems.join()).not.toContain(key);
  });
});

describe('in production', () => {
  const good = {
    ORDERFLOW_ENV: 'production',
    AUTH_MODE: 'api-key',
    API_KEYS: line,
    NATS_USER: 'payment',
    NATS_PASSWORD: 'canary-nats',
    DATABASE_URL: 'postgres://app:canary@db.internal/x',
    STRIPE_API_KEY: 'sk_live_canary',
  };
  const { NATS_PASSWORD: _password, ...withoutPassword } = good;

  it('a service starts with values of its own', () => {
    expect(problemsOf(good)).toEqual([]);
  });

  it.each([
    ['a secret that is missing', withoutPassword, /^NATS_PASSWORD is not set: ORDERFLOW_ENV is `production`/],
    ['an open door', { ...good, AUTH_MODE: 'open' }, /^AUTH_MODE is "open", as in the local stack/],
    ['a secret of the local stack', { ...good, STRIPE_API_KEY: 'sk_test_local' }, /^STRIPE_API_KEY is what the local/],
    ['its password elsewhere', { ...good, DATABASE_URL: 'postgres://b:orderflow@db/x' }, /^DATABASE_URL is what the/],
  ])('it does not with %s, and says so without showing a secret', (_case, env, problem) => {
    const problems = problemsOf(env);

    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect(problems.join()).not.toMatch(/canary|sk_test_local|:orderflow@/);
  });

  it('everything that is missing is said together', () => {
    expect(problemsOf({ ORDERFLOW_ENV: 'production' }).map((problem) => problem.split(' ')[0])).toEqual([
      'AUTH_MODE',
      'NATS_USER',
      'NATS_PASSWORD',
      'DATABASE_URL',
      'STRIPE_API_KEY',
    ]);
  });
});
