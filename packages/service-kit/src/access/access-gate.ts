import { AppError } from '@orderflow/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Http } from '../http.ts';
import type { Authenticate } from './authenticate.ts';
import { everybody, type Principal, permits, type Scope } from './principal.ts';
import { createAdmit, type RateLimit } from './rate-limit.ts';

export interface AccessOptions {
  /** Undefined: everybody may do everything. */
  readonly authenticate: Authenticate | undefined;
  /** Undefined: nobody is held back. */
  readonly rateLimit: RateLimit | undefined;
}

/**
 * Stands before every route that is not operational: who sends it (401), may they send more now (429), may they do this
 * (403). A route is told by `request.principal`. Without authentication and limit nothing stands there.
 */
export const createAccessGate = async (http: Http, { authenticate, rateLimit }: AccessOptions): Promise<void> => {
  if (authenticate === undefined) http.decorateRequest('principal', { getter: () => everybody });
  // Not set, a route that reads it fails: none is open by mistake.
  else http.decorateRequest('principal');
  const admit = rateLimit && (await createAdmit(http, rateLimit));
  if (authenticate === undefined && admit === undefined) return;

  http.addHook('onRoute', (route) => {
    const access = route.config?.access ?? 'customer';
    if (access === 'operational') return;

    const pass = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      if (authenticate === undefined) return await admit?.(request);
      try {
        request.principal = await authenticate(request.headers.authorization);
      } catch (error) {
        // Whoever tries out credentials is held back by its address.
        await admit?.(request);
        throw challenged(error, request, reply);
      }
      await admit?.(request);
      demand(request.principal, access, reply);
    };
    route.onRequest = [...[route.onRequest ?? []].flat(), pass];
  });
};

const realm = 'Bearer realm="orderflow"';

const challenged = (error: unknown, request: FastifyRequest, reply: FastifyReply): unknown => {
  if (AppError.is(error, 'UNAUTHENTICATED')) {
    const invalid = request.headers.authorization === undefined ? '' : ', error="invalid_token"';
    reply.header('www-authenticate', realm + invalid);
  }
  return error;
};

const demand = (principal: Principal, scope: Scope, reply: FastifyReply): void => {
  if (permits(principal, scope)) return;
  reply.header('www-authenticate', `${realm}, error="insufficient_scope", scope="${scope}"`);
  throw new AppError('FORBIDDEN', `This credential lacks the scope \`${scope}\`.`, { details: { scope } });
};
