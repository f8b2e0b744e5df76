import { randomUUIDv7 } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NatsConnection } from '@nats-io/transport-node';
import { streamNames } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import type { Bus } from '@orderflow/eventbus';
import { createPool, expectSchemaVersion } from '@orderflow/postgres';
import { compose, createCircuitBreaker, createTimeout, type Policy } from '@orderflow/resilience';
import {
  awaitSchema,
  configuredAccess,
  createBreakerObserver,
  createGroupCommitObserver,
  createHttp,
  createOpenBus,
  createReadiness,
  type Http,
  readinessParts,
  stopInOrder,
  watchDependencies,
} from '@orderflow/service-kit';
import { createLogger, type Logger } from '@orderflow/telemetry/logger';
import { createMetrics } from '@orderflow/telemetry/metrics';
import { createLetters } from './adapters/nats/letters.ts';
import { createLog } from './adapters/nats/log.ts';
import { createOrderMetrics } from './adapters/order-metrics.ts';
import { createPayments } from './adapters/payment-client.ts';
import { createAcceptedOrders } from './adapters/postgres/accepted-orders.ts';
import { createOrderReader } from './adapters/postgres/order-reader.ts';
import { createOrderStore } from './adapters/postgres/order-store.ts';
import { createAcceptOrder } from './application/accept-order.ts';
import { createCancelOrder } from './application/cancel-order.ts';
import { createFollowOrder, waitForEnd } from './application/follow-order.ts';
import { createGetOrder } from './application/get-order.ts';
import { createPublishImplied, createRecordFact } from './application/record-fact.ts';
import { createSweepDeadlines } from './application/sweep-deadlines.ts';
import { type Sweeper, startSweeper } from './application/sweeper.ts';
import type { OrderConfig } from './config.ts';
import { subscribeOrder } from './transport/events/subscribe.ts';
import { registerAccept } from './transport/http/accept.ts';
import { registerDeadLetters } from './transport/http/dead-letters.ts';
import { registerOrderEvents } from './transport/http/order-events.ts';
import { registerOrders } from './transport/http/orders.ts';

export { configSchema, type OrderConfig } from './config.ts';

const serviceName = 'order';
const migrations = fileURLToPath(new URL('../migrations', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** What a test puts in place of the real thing. */
export interface Substitutes {
  readonly logger?: Logger;
  readonly now?: () => Date;
  /** False: a replica that answers requests and leaves every message to the others. Default true. */
  readonly takesMessages?: boolean;
}

export interface OrderApp {
  /** Routes are there; it does not listen. */
  readonly http: Http;
  /**
   * Waits for the log, then accepts orders; takes messages as soon as the database is there too. Rejects when one of them
   * is not what it has to be.
   */
  start(signal?: AbortSignal): Promise<void>;
  /** Finishes what runs, in order. The signal cuts it short; rejects when something was left unfinished. */
  stop(signal?: AbortSignal): Promise<void>;
}

/** How long keys are looked for in the database before the log decides alone. */
const lookUpTimeoutMs = 50;

/** Wires the service by hand, once. */
export const createOrderApp = async (config: OrderConfig, substitutes: Substitutes = {}): Promise<OrderApp> => {
  const {
    logger = createLogger({ service: serviceName, level: config.LOG_LEVEL }),
    now = () => new Date(),
    takesMessages = true,
  } = substitutes;
  const metrics = createMetrics({ service: serviceName });
  const observeBreaker = createBreakerObserver(metrics, logger);
  const readiness = createReadiness(readinessParts.log, readinessParts.catalog);
  const stopping = new AbortController();

  const pool = createPool({
    connectionString: config.DATABASE_URL,
    name: serviceName,
    onError: (error) => logger.warn({ err: error }, 'a connection to the database was lost'),
  });
  const reader = createOrderReader(pool);
  const store = createOrderStore({
    pool,
    deadlineMs: config.ORDER_DEADLINE_SECONDS * 1_000,
    observer: createGroupCommitObserver(metrics, logger),
  });
  const observer = createOrderMetrics(metrics, { reader, deadlineSeconds: config.ORDER_DEADLINE_SECONDS });
  const log = createLog({
    logger,
    onCatalog: (problem) => readiness.set(readinessParts.catalog, problem === undefined ? 'ok' : 'degraded', problem),
  });
  const { publisher, catalog, headroom, changes, progress } = log;

  /** A breaker with a timeout for each call. */
  const guard = (name: string, timeoutMs: number): { readonly policy: Policy; close(): void } => {
    const breaker = createCircuitBreaker({ name, onStateChange: observeBreaker(name) });
    return { policy: compose(breaker, createTimeout({ timeoutMs, name })), close: () => breaker.close() };
  };
  const lookUp = guard('order-look-up', lookUpTimeoutMs);
  const paymentCalls = guard('payment-service', config.PAYMENT_TIMEOUT_MS);

  const getOrder = createGetOrder({ reader, log: log.orders });
  const followOrder = createFollowOrder({ getOrder, reader, changes });
  const payments = createPayments({
    baseUrl: config.PAYMENT_URL,
    apiKey: config.PAYMENT_API_KEY,
    policy: paymentCalls.policy,
  });

  const http = await createHttp({
    service: serviceName,
    version,
    description: 'Accepts orders and carries each one to its end.',
    logger,
    metrics,
    readiness,
    ...configuredAccess(config),
  });
  registerAccept(
    http,
    {
      acceptOrder: createAcceptOrder({
        catalog,
        publisher,
        log: log.orders,
        accepted: createAcceptedOrders(pool, lookUp.policy),
        headroom,
        observer,
        now,
        newOrderId: randomUUIDv7,
      }),
      waitForEnd: (orderId, position, signal) => waitForEnd(followOrder, orderId, position, signal),
    },
    { stopping: stopping.signal },
  );
  registerOrders(http, {
    getOrder,
    listOrders: (query) => reader.page(query),
    cancelOrder: createCancelOrder({ getOrder, publisher, now }),
    paymentOf: (orderId) => payments.ofOrder(orderId),
  });
  registerOrderEvents(http, { followOrder }, { stopping: stopping.signal });
  const letters = createLetters(config);
  registerDeadLetters(http, { desk: () => letters.desk(), logger });

  const publishImplied = createPublishImplied(publisher);
  const recordFact = createRecordFact({ store, publishImplied, observer, logger, now });
  const sweep = createSweepDeadlines({
    orders: reader,
    log: log.orders,
    progress,
    publisher,
    publishImplied,
    logger,
  });

  const openBus = createOpenBus({
    service: serviceName,
    config,
    logger,
    metrics,
    readiness,
    observeBreaker,
    writesTo: streamNames.orders,
    onReconnected: log.reconnected,
  });
  let bus: Bus | undefined;
  let connection: NatsConnection | undefined;
  let sweeper: Sweeper | undefined;
  let watch: { stop(): void } | undefined;

  const connect = async (signal: AbortSignal): Promise<Bus> => {
    const opened = await openBus(signal);
    connection = opened.connection;
    subscribeOrder(opened.bus, recordFact);
    await log.attach(connection, opened.bus);
    return opened.bus;
  };

  /** Orders are accepted without the database; what follows from them waits for it in the log. */
  const takeMessages = async (made: Bus, signal: AbortSignal): Promise<void> => {
    await awaitSchema(pool, migrations, { readiness, logger, signal, whileAway: 'degraded' });
    if (!takesMessages) return;
    await made.start();
    sweeper = startSweeper({ sweep, intervalMs: config.SWEEP_INTERVAL_MS, logger });
  };

  return {
    http,
    start: async (startSignal) => {
      const signal = startSignal ? AbortSignal.any([startSignal, stopping.signal]) : stopping.signal;
      bus = await connect(signal);
      // A database that is there and wrong ends the start; one that is away is waited for behind it.
      const known = await isThere(() => expectSchemaVersion(pool, migrations));
      watch = watchDependencies(readiness, bus, pool);
      const taking = takeMessages(bus, signal);
      if (known) return await taking;
      taking.catch((error: unknown) => {
        if (signal.aborted) return;
        watch?.stop();
        logger.fatal({ err: error }, 'takes no messages: the database is not what it has to be');
        readiness.set(readinessParts.database, 'down', AppError.from(error).message);
      });
    },
    stop: (signal = AbortSignal.timeout(config.DRAIN_DEADLINE_MS)) =>
      stopInOrder(
        {
          name: serviceName,
          logger,
          readiness,
          graceMs: config.SHUTDOWN_GRACE_MS,
          deadlineMs: config.DRAIN_DEADLINE_MS,
          endWaiters: () => stopping.abort(),
          http,
          drainBus: async (deadlineMs) => {
            watch?.stop();
            log.stop();
            // A sweep may wait for the database: what is buffered goes back to the log meanwhile.
            const alongside = Promise.resolve(sweeper?.stop());
            return (await bus?.drain({ deadlineMs, alongside })) ?? { clean: true, unfinished: [] };
          },
          close: [
            () => store.close(),
            () => lookUp.close(),
            () => paymentCalls.close(),
            () => letters.close(),
            () => connection?.close(),
            () => pool.end(),
          ],
        },
        signal,
      ),
  };
};

/** False when what is asked is away; rejects when it is there and wrong. */
const isThere = async (check: () => Promise<void>): Promise<boolean> => {
  try {
    await check();
    return true;
  } catch (error) {
    if (AppError.is(error, 'DEPENDENCY_UNAVAILABLE')) return false;
    throw error;
  }
};
