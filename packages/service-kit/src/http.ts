import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Logger } from '@orderflow/telemetry/logger';
import type { FastifyInstance, RawServerDefault } from 'fastify';
import type { Principal } from './access/principal.ts';
import './route-config.ts';

// Here, because whoever registers routes has this type at hand: then it has these members, too.
declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent it. There for every route but the operational ones. */
    principal: Principal;
  }
}

/** Fastify with TypeBox schemas. Routes are registered on it after `createHttp` and before `listen` or `ready`. */
export type Http = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, Logger, TypeBoxTypeProvider>;
