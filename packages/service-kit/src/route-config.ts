declare module 'fastify' {
  interface FastifyContextConfig {
    /** Media types the route answers with; default `application/json`. A client that accepts none of them gets 406. */
    produces?: readonly string[];
    /** For the operation of the process, not its users: not measured, never refused. */
    operational?: boolean;
  }
}

export const operational = { operational: true } as const;
