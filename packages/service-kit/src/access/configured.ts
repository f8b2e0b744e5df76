import { AppError } from '@orderflow/errors';
import type { HttpOptions } from '../create-http.ts';
import type { AccessConfig } from './access-config.ts';
import { readApiKeys } from './api-keys.ts';
import { type Authenticate, createAuthenticate } from './authenticate.ts';
import type { RateLimit } from './rate-limit.ts';
import { createVerifyToken } from './verify-token.ts';

/** What `createHttp` takes of the configuration. Throws CONFIG_INVALID where `accessRules` was not asked. */
export const configuredAccess = (
  config: AccessConfig,
): Pick<HttpOptions, 'authenticate' | 'rateLimit' | 'capacity'> => ({
  authenticate: configuredAuthentication(config),
  rateLimit: configuredRateLimit(config),
  capacity: { maxConnections: config.HTTP_MAX_CONNECTIONS, maxInFlight: config.HTTP_MAX_IN_FLIGHT },
});

const defaultPerSecond = 200;

const configuredRateLimit = (config: AccessConfig): RateLimit | undefined => {
  const perSecond = config.RATE_LIMIT_PER_SECOND ?? (config.AUTH_MODE === 'open' ? 0 : defaultPerSecond);
  if (perSecond === 0) return undefined;
  return { perSecond, burst: config.RATE_LIMIT_BURST ?? 2 * perSecond };
};

/** As configured; undefined: everybody may do everything.*/
const configuredAuthentication = (config: AccessConfig): Authenticate | undefined => {
  if (config.AUTH_MODE === 'open') return undefined;
  const apiKeys = config.API_KEYS === undefined ? undefined : readApiKeys(config.API_KEYS);
  if (config.AUTH_MODE === 'api-key') return createAuthenticate({ apiKeys });
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWT_JWKS_URL: jwksUrl } = config;
  if (issuer === undefined || audience === undefined || jwksUrl === undefined) {
    throw new AppError('CONFIG_INVALID', 'With AUTH_MODE=jwt, JWT_ISSUER, JWT_AUDIENCE and JWT_JWKS_URL must be set.');
  }
  const verifyToken = createVerifyToken({
    issuer,
    audience,
    jwksUrl,
    algorithms: config.JWT_ALGORITHMS,
    customerClaim: config.JWT_CUSTOMER_CLAIM,
    scopeClaim: config.JWT_SCOPE_CLAIM,
  });
  return createAuthenticate({ apiKeys, verifyToken });
};
