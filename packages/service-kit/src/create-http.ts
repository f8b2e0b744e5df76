import { maxHeaderSize } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { fastifyUnderPressure } from '@fastify/under-pressure';
import { AppError } from '@orderflow/errors';
import type { Logger } from '@orderflow/telemetry/logger';
import type { Metrics } from '@orderflow/telemetry/metrics';
import Fastify, { LogController } from 'fastify';
import { createAccessGate } from './access/access-gate.ts';
import type { Authenticate } from './access/authenticate.ts';
import type { RateLimit } from './access/rate-limit.ts';
import { registerApiDocs } from './api-docs.ts';
import { boundCapacity, type Capacity } from './capacity.ts';
import { answerClientError, answerUnknownExpectation } from './client-error.ts';
import { closeListener } from './close-listener.ts';
import { createErrorHandler } from './error-handler.ts';
import type { Http } from './http.ts';
import { createHttpMetrics } from './http-metrics.ts';
import { registerOperations } from './operations.ts';
import { documentCommon, problemSchema } from './problem.ts';
import type { Readiness } from './readiness.ts';
import { createRequestGate } from './request-gate.ts';
import { openRequestSpan } from './request-span.ts';
import { createNotFoundHandler, createRouteTable } from './route-table.ts';
import { createValidatorCompiler } from './validation.ts';

export interface HttpOptions {
  readonly service: string;
  readonly version: string;
  /** One paragraph for the API's documentation. */
  readonly description?: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  /** Who sends a request. Default: everybody may do everything. */
  readonly authenticate?: Authenticate | undefined;
  /** How many of them one sender may send. Default: as many as it likes. */
  readonly rateLimit?: RateLimit | undefined;
  readonly capacity?: Capacity | undefined;
  /** Default 16 384. */
  readonly bodyLimitBytes?: number;
  /** Time a client has to send its whole request, and requests in flight have once the server closes. Default 10 000. */
  readonly requestTimeoutMs?: number;
  /** Mean delay of the event loop over a second from which on requests are refused with 503. Default 1 000. */
  readonly maxEventLoopDelayMs?: number;
  /** A process that has just started loads and compiles: so long its delays are no overload. Default 10 000. */
  readonly warmUpMs?: number;
}

/** A connection that was just made has this long to send something when the server closes. */
const silentMs = 500;

/** How often the server looks for requests that are late. */
const lateRequestCheckMs = 1_000;

/**
 * `/healthz`, `/readyz`, `/metrics`, `/openapi.json`, `/docs`, problem documents for every error. Does not listen.
 * Throw an AppError in a handler to answer with its code.
 */
export async function createHttp(options: HttpOptions): Promise<Http> {
  const { service, logger, metrics, readiness, requestTimeoutMs = 10_000, warmUpMs = 10_000 } = options;
  const warmAtMs = performance.now() + warmUpMs;
  const onError = createErrorHandler(logger);
  const routes = createRouteTable();
  const answerNotFound = createNotFoundHandler(routes);
  const measured = createHttpMetrics(metrics);
  const gates = {
    asksForCredential: options.authenticate !== undefined,
    limitsRate: options.rateLimit !== undefined,
  };

  const http: Http = Fastify({
    loggerInstance: withoutChildren(logger),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimitBytes ?? 16_384,
    requestTimeout: requestTimeoutMs,
    // Node swaps the two timeouts when the one for headers is the longer, which by default (60 s) it would be.
    // A request without Host Node would answer itself, and without a body: the gate does.
    http: {
      connectionsCheckingInterval: lateRequestCheckMs,
      headersTimeout: requestTimeoutMs,
      requireHostHeader: false,
    },
    // The gate answers those with a problem document.
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    // `__proto__` in a body is a member like any other, so it is refused where the schema of the body does not name it.
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
    // The schema of a route says how long a parameter may be; Node bounds the whole of the path.
    routerOptions: { maxParamLength: maxHeaderSize },
    frameworkErrors: (error, request, reply) => onError(error, request, reply),
  }).withTypeProvider<TypeBoxTypeProvider>();

  http.server.on('checkExpectation', answerUnknownExpectation);
  closeInOrder(http, requestTimeoutMs);
  http.setValidatorCompiler(createValidatorCompiler());
  http.setErrorHandler(onError);
  http.setNotFoundHandler((request, reply) => {
    measured.measureUnmatched(request, reply);
    return answerNotFound(request, reply);
  });
  http.removeContentTypeParser('text/plain');
  http.addSchema(problemSchema);

  http.addHook('onRequest', openRequestSpan);
  http.addHook('onRoute', (route) => {
    routes.add(route.method, route.url);
    documentCommon(route, gates);
    measured.measureRoute(route);
  });
  await createAccessGate(http, { authenticate: options.authenticate, rateLimit: options.rateLimit });
  createRequestGate(http, readiness);
  if (options.capacity) boundCapacity(http, options.capacity, { metrics, logger });
  await http.register(fastifyUnderPressure, {
    maxEventLoopDelay: options.maxEventLoopDelayMs ?? 1_000,
    pressureHandler: (request) => {
      if (request.routeOptions.config.access === 'operational' || performance.now() < warmAtMs) return;
      throw new AppError('QUEUE_FULL', 'The process has more work than it can do in time.', { retryAfterSeconds: 2 });
    },
  });
  await registerApiDocs(http, {
    title: `Orderflow: ${service}`,
    version: options.version,
    description: options.description ?? '',
    asksForCredential: gates.asksForCredential,
    onError,
  });
  registerOperations(http, { readiness, metrics });
  return http;
}

/**
 * Nobody is cut off in the middle, and nobody holds up the stop: a closing server no longer looks for requests that are
 * late, so one slow body, or a connection on which nothing is ever sent, would keep it for ever.
 */
function closeInOrder(http: Http, requestTimeoutMs: number): void {
  const sockets = new Set<Socket>();
  http.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const timers: NodeJS.Timeout[] = [];
  const cutSilent = (): void => {
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  };
  http.addHook('preClose', async () => {
    await closeListener(http.server);
    timers.push(setTimeout(cutSilent, silentMs));
    timers.push(setTimeout(() => http.server.closeAllConnections(), requestTimeoutMs));
    // What had arrived by now is read, so that no connection is taken for idle that has a request on it.
    await turnOfTheEventLoop();
  });
  http.addHook('onClose', async () => {
    for (const timer of timers) clearTimeout(timer);
  });
}

/**
 * A child logger for each request, and two lines about it, would cost more than the request. Fastify asks the logger for
 * the child and trusts it; one from a factory of ours it would inspect on every request.
 */
function withoutChildren(logger: Logger): Logger {
  const childless: Logger = Object.create(logger);
  return Object.assign(childless, { child: () => childless });
}
