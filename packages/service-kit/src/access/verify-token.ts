import { AppError } from '@orderflow/errors';
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { VerifyToken } from './authenticate.ts';
import { isCustomerId, isScope, type Principal, type Scope } from './principal.ts';

export interface TokenOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  /** Signatures that are taken; never one by a shared secret. */
  readonly algorithms: readonly string[];
  readonly customerClaim: string;
  readonly scopeClaim: string;
}

const fetchTimeoutMs = 3_000;
/** An unknown key has the set fetched again, but not more often than this: anybody can make up key ids. */
const cooldownMs = 5_000;
/** A key that the issuer took back is trusted no longer than this. */
const cacheMs = 600_000;
/** Between the issuer's clock and ours. */
const clockToleranceSeconds = 30;

/** Verifies JWTs against the keys that the issuer publishes. */
export const createVerifyToken = (options: TokenOptions): VerifyToken => {
  const { issuer, audience, jwksUrl, algorithms } = options;
  const keyOf = createKeyOf(jwksUrl);
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keyOf, {
        issuer,
        audience,
        algorithms: [...algorithms],
        clockTolerance: clockToleranceSeconds,
        // Without an end a token that leaked is good for ever.
        requiredClaims: ['exp'],
      });
      return principalOf(payload, options);
    } catch (error) {
      if (error instanceof errors.JOSEError) {
        throw new AppError('UNAUTHENTICATED', `The token is not valid: ${reasonOf(error)}.`, { cause: error });
      }
      throw error;
    }
  };
};

/** The issuer not answering says nothing about the token: that is 503 and may be repeated, not 401. */
const createKeyOf = (jwksUrl: string): JWTVerifyGetKey => {
  const published = createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: fetchTimeoutMs,
    cooldownDuration: cooldownMs,
    cacheMaxAge: cacheMs,
  });
  return async (header, token) => {
    try {
      return await published(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      throw new AppError('DEPENDENCY_UNAVAILABLE', `The keys of the issuer could not be fetched from ${jwksUrl}.`, {
        cause: error,
        retryAfterSeconds: 2,
      });
    }
  };
};

/** In words of ours: what the library says may name claims' values. */
const reasonOf = (error: errors.JOSEError): string => {
  if (error instanceof errors.JWTExpired) return 'it has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return `its claim \`${error.claim}\` is missing or not right`;
  if (error instanceof errors.JOSEAlgNotAllowed) return 'its algorithm is not one that is taken here';
  if (error instanceof errors.JWKSNoMatchingKey) return 'its issuer has published no key for it';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'its signature is wrong';
  return 'it is not a signed JWT';
};

const principalOf = (claims: JWTPayload, { customerClaim, scopeClaim }: TokenOptions): Principal => {
  const customer = claims[customerClaim];
  return {
    name: typeof claims.sub === 'string' ? claims.sub : 'token',
    customers: isCustomerId(customer) ? { only: customer } : 'none',
    scopes: scopesOf(claims[scopeClaim]),
  };
};

/** Scopes of other applications may stand beside ours. */
const scopesOf = (claim: unknown): ReadonlySet<Scope> => {
  const named: readonly unknown[] = typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : [];
  return new Set(named.filter(isScope));
};
