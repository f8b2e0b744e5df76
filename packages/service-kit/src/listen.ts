import type { FastifyInstance } from 'fastify';

/**
 * Connections that are made and not taken yet: what Linux allows by default (`net.core.somaxconn`). Node takes one in each
 * turn of its event loop, and turns are long under load. With its own 511 the kernel throws away what a surge of new clients
 * sends, and they ask again only after 1, 3 and 7 s.
 */
const backlog = 4_096;

interface Address {
  readonly HTTP_HOST: string;
  readonly HTTP_PORT: number;
}

/** Resolves with the URL under which it listens. */
export const listen = (
  http: Pick<FastifyInstance, 'listen'>,
  { HTTP_HOST: host, HTTP_PORT: port }: Address,
): Promise<string> => http.listen({ host, port, backlog });
