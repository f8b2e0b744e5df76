import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Logger } from '@orderflow/telemetry/logger';
import type { FastifyInstance, RawServerDefault } from 'fastify';

/** Fastify with TypeBox schemas. Routes are registered on it after `createHttp` and before `listen` or `ready`. */
export type Http = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, Logger, TypeBoxTypeProvider>;
