import { AppError } from '@orderflow/errors';
import type { AccessConfig } from './access-config.ts';
import { readApiKeys } from './api-keys.ts';
import { type Authenticate, createAuthenticate } from './authenticate.ts';
import { createVerifyToken } from './verify-token.ts';

/** As configured; undefined: everybody may do everything. Throws CONFIG_INVALID where `accessRules` was not asked. */
export const configuredAuthentication = (config: AccessConfig): Authenticate | undefined => {
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
