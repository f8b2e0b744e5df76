import { AppError } from '@orderflow/errors';
import type { ApiKeys } from './api-keys.ts';
import type { Principal } from './principal.ts';

/**
 * Who sent a request, by its `Authorization` header. Throws, or rejects with, UNAUTHENTICATED; DEPENDENCY_UNAVAILABLE when
 * what is needed to tell is away.
 */
export type Authenticate = (authorization: string | undefined) => Principal | Promise<Principal>;

/** Who presented a token. Rejects with UNAUTHENTICATED, or DEPENDENCY_UNAVAILABLE. */
export type VerifyToken = (token: string) => Promise<Principal>;

export interface Credentials {
  readonly apiKeys?: ApiKeys | undefined;
  readonly verifyToken?: VerifyToken | undefined;
}

const bearer = /^bearer +([\w.~+/=-]+) *$/i;

/** Keys and tokens come in the same header, and are told apart by their form. */
export const createAuthenticate =
  ({ apiKeys, verifyToken }: Credentials): Authenticate =>
  (authorization) => {
    if (authorization === undefined) {
      throw new AppError('UNAUTHENTICATED', 'Send `Authorization: Bearer <credential>`.');
    }
    const credential = bearer.exec(authorization)?.[1];
    if (credential === undefined) {
      throw new AppError('UNAUTHENTICATED', 'The Authorization header is not of the form `Bearer <credential>`.');
    }
    if (verifyToken !== undefined && apiKeys?.looksLikeKey(credential) !== true) return verifyToken(credential);
    const principal = apiKeys?.find(credential);
    if (principal === undefined) throw new AppError('UNAUTHENTICATED', 'This API key is not known here.');
    return principal;
  };
