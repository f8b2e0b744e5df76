import type { RouteAccess } from './access/principal.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Media types the route answers with; default `application/json`. A client that accepts none of them gets 406. */
    produces?: readonly string[];
    /**
     * Who may call it: whoever has the scope (or `admin`). `operational`: for the operation of the process, not its users;
     * asks for no credential, is not measured, never refused. Default `customer`.
     */
    access?: RouteAccess;
  }
}

export const operational = { access: 'operational' } as const;
