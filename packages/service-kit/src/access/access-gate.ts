import { AppError } from '@orderflow/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Http } from '../http.ts';
import type { Authenticate } from './authenticate.ts';
import { everybody, type Principal, permits, type Scope } from './principal.ts';

/** Rejects with RATE_LIMITED when the sender has had its share. Undefined principal: nobody that is known. */
export type Admit = (request: FastifyRequest, principal: Principal | undefined) => Promise<void>;

export interface AccessGateOptions {
  /** Undefined: everybody may do everything. */
  readonly authenticate: Authenticate | undefined;
  /** Undefined: nobody is held back. */
  readonly admit: Admit | undefined;
}

const realm = 'Bearer realm="orderflow"';

/**
 * Stands before every route that is not operational: who sends it (401), may they have it now (429), may they do this
 * (403). A route is told by `request.principal`. Without authentication and limits nothing stands there.
 */
export const createAccessGate = (http: Http, { authenticate, admit }: AccessGateOptions): void => {
  if (authenticate === undefined) http.decorateRequest('principal', { getter: () => everybody });
  // Not set, a route that reads it fails: none is open by mistake.
  else http.decorateRequest('principal');
  if (authenticate === undefined && admit === undefined) return;

  http.addHook('onRoute', (route) => {
    const access = route.config?.access ?? 'customer';
    if (access === 'operational') return;

    const pass = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      const principal = authenticate && (await identify(authenticate, request, reply, admit));
      await admit?.(request, principal);
      if (principal === undefined) return;
      request.principal = principal;
      demand(principal, access, reply);
    };
    route.onRequest = [...[route.onRequest ?? []].flat(), pass];
  });
};

const identify = async (
  authenticate: Authenticate,
  request: FastifyRequest,
  reply: FastifyReply,
  admit: Admit | undefined,
): Promise<Principal> => {
  try {
    return await authenticate(request.headers.authorization);
  } catch (error) {
    if (!AppError.is(error, 'UNAUTHENTICATED')) throw error;
    // Whoever guesses is held back by its address.
    await admit?.(request, undefined);
    const invalid = request.headers.authorization === undefined ? '' : ', error="invalid_token"';
    reply.header('www-authenticate', realm + invalid);
    throw error;
  }
};

const demand = (principal: Principal, scope: Scope, reply: FastifyReply): void => {
  if (!permits(principal, scope)) {
    reply.header('www-authenticate', `${realm}, error="insufficient_scope", scope="${scope}"`);
    throw new AppError('FORBIDDEN', `This credential lacks the scope \`${scope}\`.`, { details: { scope } });
  }
};
