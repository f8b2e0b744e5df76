import { AppError } from '@orderflow/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Remembers which methods each path has, to tell "no such path" (404) from "not with this method" (405). */
export interface RouteTable {
  add(method: string | readonly string[], url: string): void;
  /** Methods of the routes that match the path, sorted; empty when there is none. */
  methodsOf(path: string): readonly string[];
}

export function createRouteTable(): RouteTable {
  const routes = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();
  return {
    add: (method, url) => {
      const route = routes.get(url) ?? { pattern: toPattern(url), methods: new Set<string>() };
      for (const one of [method].flat()) route.methods.add(one);
      routes.set(url, route);
    },
    methodsOf: (path) =>
      [...routes.values()]
        .filter(({ pattern }) => pattern.test(path))
        .flatMap(({ methods }) => [...methods])
        .toSorted(),
  };
}

const toPattern = (url: string): RegExp =>
  new RegExp(
    `^${url
      .split('/')
      .map((part) =>
        part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'),
      )
      .join('/')}$`,
  );

/** The not-found handler: throws, so that the error handler answers. */
export const createNotFoundHandler = (table: RouteTable) => (request: FastifyRequest, reply: FastifyReply) => {
  const path = new URL(request.url, 'http://path.invalid').pathname;
  const methods = table.methodsOf(path);
  if (methods.length === 0) throw new AppError('NOT_FOUND', `There is nothing at ${path}.`);
  reply.header('allow', methods.join(', '));
  throw new AppError('METHOD_NOT_ALLOWED', `${request.method} is not allowed at ${path}: ${methods.join(', ')} are.`);
};
