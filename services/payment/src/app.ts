import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NatsConnection } from '@nats-io/transport-node';
import { durables, streamNames } from '@orderflow/contracts';
import type { AppError } from '@orderflow/errors';
import type { Bus } from '@orderflow/eventbus';
import { createPool } from '@orderflow/postgres';
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
import { checkLease, createGateway, gatewayBreakerName } from './adapters/gateway.ts';
import { createPaymentMetrics } from './adapters/payment-metrics.ts';
import { createPaymentStore } from './adapters/postgres/payment-store.ts';
import { createAdvance } from './application/advance.ts';
import { createAnnounce } from './application/announce.ts';
import type { PaymentGateway } from './application/gateway.ts';
import { createNote } from './application/note.ts';
import { createSweeper, type Sweeper } from './application/sweep.ts';
import type { PaymentConfig } from './config.ts';
import { subscribePaymentProcessor } from './transport/events/payment-processor.ts';
import { registerPayments } from './transport/http/payments.ts';

export { configSchema, type PaymentConfig } from './config.ts';

const serviceName = 'payment';
const migrations = fileURLToPath(new URL('../migrations', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** What a test puts in place of the real thing. */
export interface Substitutes {
  readonly logger?: Logger;
  readonly gateway?: PaymentGateway;
}

export interface PaymentApp {
  /** Routes are there; it does not listen. */
  readonly http: Http;
  /** Waits for the database and the log, then takes messages. Rejects when one of them is not what it has to be. */
  start(signal?: AbortSignal): Promise<void>;
  /** Finishes what runs, in order. The signal cuts it short; rejects when something was left unfinished. */
  stop(signal?: AbortSignal): Promise<void>;
}

/** Wires the service by hand, once. */
export async function createPaymentApp(config: PaymentConfig, substitutes: Substitutes = {}): Promise<PaymentApp> {
  checkLease(config.SWEEP_LEASE_MS, config.GATEWAY_TIMEOUT_MS);
  const logger = substitutes.logger ?? createLogger({ service: serviceName, level: config.LOG_LEVEL });
  const metrics = createMetrics({ service: serviceName });
  const readiness = createReadiness(readinessParts.log, readinessParts.database);
  const keyWindowMs = config.GATEWAY_KEY_HOURS * 3_600_000;

  const pool = createPool({
    connectionString: config.DATABASE_URL,
    name: serviceName,
    onError: (error) => logger.warn({ err: error }, 'a connection to the database was lost'),
  });
  const store = createPaymentStore({ pool, keyWindowMs, observer: createGroupCommitObserver(metrics, logger) });

  let sweeper: Sweeper | undefined;
  const observeBreaker = createBreakerObserver(metrics, logger);
  const observeGateway = observeBreaker(gatewayBreakerName);
  const guarded = createGateway({
    kind: config.PAYMENT_GATEWAY,
    baseUrl: config.STRIPE_BASE_URL,
    apiKey: config.STRIPE_API_KEY,
    timeoutMs: config.GATEWAY_TIMEOUT_MS,
    halfOpenAfterMs: config.GATEWAY_HALF_OPEN_MS,
    onStateChange: (state, why) => {
      observeGateway(state, why);
      if (state !== 'open') sweeper?.wake();
    },
  });
  const gateway = substitutes.gateway ?? guarded.gateway;
  const capacity = (): number => ({ closed: config.SWEEP_CONCURRENCY, half_open: 1, open: 0 })[guarded.state()];

  const advance = createAdvance({
    store,
    gateway,
    observer: createPaymentMetrics(metrics, logger, store),
    keyWindowMs,
    backoff: { initialMs: config.PARK_INITIAL_MS, maxMs: config.PARK_MAX_MS },
  });

  const http = await createHttp({
    service: serviceName,
    version,
    description: 'Charges each order once, and refunds what must not stand.',
    logger,
    metrics,
    readiness,
    ...configuredAccess(config),
  });
  registerPayments(http, store);

  const work = (bus: Bus): Sweeper => {
    const announce = createAnnounce(bus);
    subscribePaymentProcessor(bus, createNote(store, advance, announce), gateway.intentIdOf);
    return createSweeper({
      store,
      advance,
      announce,
      limit: config.SWEEP_CONCURRENCY,
      capacity,
      pollMs: config.SWEEP_INTERVAL_MS,
      leaseMs: config.SWEEP_LEASE_MS,
      onError: (error: AppError, orderId?: string) => logger.warn({ err: error, orderId }, 'a sweep failed'),
    });
  };

  const openBus = createOpenBus({
    service: serviceName,
    config,
    logger,
    metrics,
    readiness,
    observeBreaker,
    writesTo: streamNames.payments,
    // A gateway that takes its time is put off by its own timeout, and must not use up a message's attempts.
    consume: { [durables.paymentProcessor]: { handlerTimeoutMs: Math.max(30_000, 4 * config.GATEWAY_TIMEOUT_MS) } },
  });
  let connection: NatsConnection | undefined;
  let bus: Bus | undefined;
  let watch: { stop(): void } | undefined;

  return {
    http,
    start: async (signal = new AbortController().signal) => {
      ({ bus, connection } = await openBus(signal));
      await awaitSchema(pool, migrations, { readiness, logger, signal });
      sweeper = work(bus);
      await bus.start();
      sweeper.start();
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
            // What a sweeper leaves is due again when its lease ends: half the time is for the messages.
            const half = AbortSignal.timeout(Math.floor(deadlineMs / 2));
            const alongside = Promise.resolve(sweeper?.stop(AbortSignal.any([signal, half])));
            return (await bus?.drain({ deadlineMs, alongside })) ?? { clean: true, unfinished: [] };
          },
          close: [() => store.close(), () => guarded.close(), () => connection?.close(), () => pool.end()],
        },
        signal,
      ),
  };
}
