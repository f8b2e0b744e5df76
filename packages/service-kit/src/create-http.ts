import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Logger } from '@orderflow/telemetry/logger';
import type { Metrics } from '@orderflow/telemetry/metrics';
import type { FastifyInstance, RawServerDefault } from 'fastify';
import type { Readiness } from './readiness.ts';

/** Fastify with TypeBox schemas. Routes are registered on it after `createHttp` and before `listen` or `ready`. */
export type Http = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, Logger, TypeBoxTypeProvider>;

export interface HttpOptions {
  readonly service: string;
  readonly version: string;
  /** One paragraph for the API's documentation. */
  readonly description?: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  /** Default 16 384. */
  readonly bodyLimitBytes?: number;
  /** Time a client has to send its whole request. Default 10 000. */
  readonly requestTimeoutMs?: number;
}

/**
 * `/healthz`, `/readyz`, `/metrics`, `/openapi.json`, `/docs`, problem documents for every error. Does not listen.
 * Throw an AppError in a handler to answer with its code.
 */
export function createHttp(options: HttpOptions): Promise<Http> {
  return Promise.reject(new Error(`not built yet: ${options.service}`));
}
