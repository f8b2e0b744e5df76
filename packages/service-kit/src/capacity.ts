import { AppError } from '@orderflow/errors';
import { metricNames } from '@orderflow/telemetry';
import type { Logger } from '@orderflow/telemetry/logger';
import type { Metrics } from '@orderflow/telemetry/metrics';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Http } from './http.ts';
import { createLogThrottle } from './log-throttle.ts';

/** Bounds of what a process holds in memory for its clients. */
export interface Capacity {
  /** Connections open at a time, whoever holds them: one more is closed as soon as it is made. */
  readonly maxConnections: number;
  /** Requests that are not answered yet, those that wait for something among them: one more is answered QUEUE_FULL. */
  readonly maxInFlight: number;
}

interface Surroundings {
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** Routes of operation are always answered, on a connection that is there. */
export const boundCapacity = (http: Http, { maxConnections, maxInFlight }: Capacity, around: Surroundings): void => {
  boundConnections(http, maxConnections, around);

  let inFlight = 0;
  around.metrics.gauge(metricNames.httpServerActiveRequests, 'Requests that are not answered yet.', [], {
    collect: (gauge) => gauge.set({}, inFlight),
  });
  const leave = (): void => {
    inFlight -= 1;
  };
  const enter = (_request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    if (inFlight >= maxInFlight) {
      const problem = `${inFlight} requests are being answered; no more are taken.`;
      done(new AppError('QUEUE_FULL', problem, { retryAfterSeconds: 1 }));
      return;
    }
    inFlight += 1;
    // Also when the client leaves before it is answered.
    reply.raw.once('close', leave);
    done();
  };
  http.addHook('onRoute', (route) => {
    if (route.config?.access === 'operational') return;
    route.onRequest = [enter, ...[route.onRequest ?? []].flat()];
  });
};

const boundConnections = (http: Http, maxConnections: number, { metrics, logger }: Surroundings): void => {
  const dropped = metrics.counter(
    metricNames.httpServerConnectionsDropped,
    'Connections closed at once because as many were open as may be.',
  );
  const throttle = createLogThrottle(1_000);
  http.server.maxConnections = maxConnections;
  http.server.on('drop', () => {
    dropped.inc({});
    throttle('drop', (suppressed) =>
      logger.warn({ maxConnections, suppressed }, 'a connection was closed at once: as many are open as may be'),
    );
  });
};
