import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NatsConnection } from '@nats-io/transport-node';
import { streamNames } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import type { Bus } from '@orderflow/eventbus';
import { createPool } from '@orderflow/postgres';
import { compose, createCircuitBreaker, createTimeout } from '@orderflow/resilience';
import {
  awaitSchema,
  configuredAccess,
  createBreakerObserver,
  createGroupCommitObserver,
  createHttp,
  createOpenBus,
  createReadiness,
  type Http,
  readinessParts as parts,
  stopInOrder,
  watchDependencies,
} from '@orderflow/service-kit';
import { createLogger, type Logger } from '@orderflow/telemetry/logger';
import { createMetrics } from '@orderflow/telemetry/metrics';
import { createLog } from './adapters/nats/log.ts';
import { createStockReader } from './adapters/postgres/stock-reader.ts';
import { createStockStore } from './adapters/postgres/stock-store.ts';
import { createStockMetrics } from './adapters/stock-metrics.ts';
import { createAdjustStock } from './application/adjust-stock.ts';
import { createFindAdjustment } from './application/find-adjustment.ts';
import { createGetProduct, createListProducts, createPutProduct } from './application/products.ts';
import { createRequestAdjustment } from './application/request-adjustment.ts';
import { createReserveStock } from './application/reserve-stock.ts';
import { createSettleStock } from './application/settle-stock.ts';
import type { InventoryConfig } from './config.ts';
import { subscribeInventory } from './transport/events/subscribe.ts';
import { registerAdjustments } from './transport/http/adjustments.ts';
import { registerProducts } from './transport/http/products.ts';

export { configSchema, type InventoryConfig } from './config.ts';

const serviceName = 'inventory';
const migrations = fileURLToPath(new URL('../migrations', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** What a test puts in place of the real thing. */
export interface Substitutes {
  readonly logger?: Logger;
  readonly now?: () => Date;
}

export interface InventoryApp {
  /** Routes are there; it does not listen. */
  readonly http: Http;
  /** Waits for the log and the database, then takes messages. Rejects when one of them is not what it has to be. */
  start(signal?: AbortSignal): Promise<void>;
  /** Finishes what runs, in order. The signal cuts it short; rejects when something was left unfinished. */
  stop(signal?: AbortSignal): Promise<void>;
}

/** How long a key is looked for in the database before the log decides alone. */
const lookUpTimeoutMs = 50;

/** Wires the service by hand, once. */
export const createInventoryApp = async (
  config: InventoryConfig,
  substitutes: Substitutes = {},
): Promise<InventoryApp> => {
  const { logger = createLogger({ service: serviceName, level: config.LOG_LEVEL }), now = () => new Date() } =
    substitutes;
  const metrics = createMetrics({ service: serviceName });
  const observeBreaker = createBreakerObserver(metrics, logger);
  const readiness = createReadiness(parts.log, parts.catalog, parts.database);

  const pool = createPool({
    connectionString: config.DATABASE_URL,
    name: serviceName,
    onError: (error) => logger.warn({ err: error }, 'a connection to the database was lost'),
  });
  const reader = createStockReader(pool);
  const store = createStockStore({ pool, observer: createGroupCommitObserver(metrics, logger) });
  const log = createLog({
    logger,
    onCatalog: (problem) => readiness.set(parts.catalog, problem === undefined ? 'ok' : 'degraded', problem),
  });
  const { catalog, publisher, adjustments } = log;

  const lookUpName = 'adjustment-look-up';
  const breaker = createCircuitBreaker({
    name: lookUpName,
    isFailure: (error) => AppError.is(error, 'DEPENDENCY_UNAVAILABLE', 'TIMEOUT'),
    onStateChange: observeBreaker(lookUpName),
  });
  const lookUp = compose(breaker, createTimeout({ timeoutMs: lookUpTimeoutMs, name: lookUpName }));

  const http = await createHttp({
    service: serviceName,
    version,
    description: 'Keeps the catalogue and the stock.',
    logger,
    metrics,
    readiness,
    ...configuredAccess(config),
  });
  registerProducts(http, {
    listProducts: createListProducts({ catalog, reader }),
    getProduct: createGetProduct({ catalog, reader }),
    putProduct: createPutProduct(catalog),
  });
  registerAdjustments(http, {
    requestAdjustment: createRequestAdjustment({
      catalog,
      publisher,
      log: adjustments,
      reader,
      lookUp,
      now,
      newKey: randomUUID,
    }),
    findAdjustment: createFindAdjustment({ reader, log: adjustments }),
  });

  const observer = createStockMetrics(metrics);
  const useCases = {
    reserveStock: createReserveStock({ store, publisher, observer, logger, now }),
    settleStock: createSettleStock({ store, observer, logger, now }),
    adjustStock: createAdjustStock({ store, publisher, logger }),
  };

  const openBus = createOpenBus({
    service: serviceName,
    config,
    logger,
    metrics,
    readiness,
    observeBreaker,
    writesTo: streamNames.inventory,
    onReconnected: log.reconnected,
  });
  let bus: Bus | undefined;
  let connection: NatsConnection | undefined;
  let watch: { stop(): void } | undefined;

  const connect = async (signal: AbortSignal): Promise<Bus> => {
    const opened = await openBus(signal);
    connection = opened.connection;
    subscribeInventory(opened.bus, useCases);
    await log.attach(connection, opened.bus);
    return opened.bus;
  };

  return {
    http,
    start: async (signal = new AbortController().signal) => {
      bus = await connect(signal);
      await awaitSchema(pool, migrations, { readiness, logger, signal });
      await bus.start();
      watch = watchDependencies(readiness, bus, pool);
    },
    stop: (signal = AbortSignal.timeout(config.DRAIN_DEADLINE_MS)) =>
      stopInOrder(
        {
          name: serviceName,
          logger,
          readiness,
          graceMs: config.SHUTDOWN_GRACE_MS,
          deadlineMs: config.DRAIN_DEADLINE_MS,
          http,
          drainBus: async (deadlineMs) => {
            watch?.stop();
            log.stop();
            return (await bus?.drain({ deadlineMs })) ?? { clean: true, unfinished: [] };
          },
          close: [() => store.close(), () => breaker.close(), () => connection?.close(), () => pool.end()],
        },
        signal,
      ),
  };
};
