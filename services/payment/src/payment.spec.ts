import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import {
  createTopology,
  durables,
  orderCancelled,
  orderPaymentRequested,
  orderRefundRequested,
  type PaymentProcessed,
  type PaymentRefunded,
  paymentProcessed,
  paymentRefunded,
  streamNames,
} from '@orderflow/contracts';
import type { Bus } from '@orderflow/eventbus';
import { connectNats, createJetStreamBus, ensureTopology } from '@orderflow/eventbus/jetstream';
import { type Environment, readConfig } from '@orderflow/service-kit';
import { createLogger, type Logger } from '@orderflow/telemetry/logger';
import { startTestNats, startTestPostgres, type TestNats, type TestPostgres, waitFor } from '@orderflow/testkit';
import { configSchema, createPaymentApp, type PaymentApp, type Substitutes } from './app.ts';
import { type PspProcess, startPsp } from './testing/psp-process.spec.ts';

// The whole service on real servers and a real provider, and a neighbour that publishes what the order service would.

const streamMaxBytes = 64 * 1024 ** 2;
const at = new Date();

export interface World {
  readonly nats: TestNats;
  readonly postgres: TestPostgres;
  readonly psp: PspProcess;
  /** The neighbour's. */
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  /** What the service is told. */
  readonly environment: Environment;
  /** What the order service has heard. */
  readonly processed: Map<string, PaymentProcessed>;
  readonly refunded: Map<string, PaymentRefunded>;
  /** A replica that has started. */
  openApp(environment?: Environment, substitutes?: Substitutes): Promise<PaymentApp>;
  requested(token?: string): Promise<string>;
  /** Requested again, as a redelivery or a repeat of the order service would be. */
  requestAgain(orderId: string, token: string, requestedAt?: Date): Promise<void>;
  cancel(orderId: string): Promise<void>;
  requestRefund(orderId: string): Promise<void>;
  view(app: PaymentApp, orderId: string): Promise<Record<string, unknown>>;
  /** The order service hears of the outcome. */
  untilProcessed(orderId: string): Promise<PaymentProcessed>;
  untilRefunded(orderId: string): Promise<PaymentRefunded>;
  /** Nothing is unsettled, nothing waits. */
  untilQuiet(app: PaymentApp): Promise<void>;
  deadLetters(): Promise<number>;
  close(): Promise<void>;
}

const metric = async (app: PaymentApp, name: string): Promise<number> => {
  const { body } = await app.http.inject('/metrics');
  const line = body.split('\n').find((each) => each.startsWith(`${name}{`) || each.startsWith(`${name} `));
  return line === undefined ? Number.NaN : Number(line.split(' ').at(-1));
};

/** What a killed process had in hand comes again after this. */
const ackWaitMs = 6_000;

export const openWorld = async (): Promise<World> => {
  const [nats, postgres, psp] = await Promise.all([startTestNats(), startTestPostgres(), startPsp()]);
  const { url } = await postgres.createDatabase({ migrations: join(import.meta.dirname, '../migrations') });
  const connection: NatsConnection = await connectNats({ servers: nats.url, name: 'neighbour' });
  const topology = createTopology({ ordersMaxBytes: streamMaxBytes, otherMaxBytes: streamMaxBytes, ackWaitMs });
  await ensureTopology(connection, topology);
  const manager = await jetstreamManager(connection, { checkAPI: false });

  const neighbour: Bus = createJetStreamBus({ connection, topology, source: '/orderflow/order' });
  const processed = new Map<string, PaymentProcessed>();
  const refunded = new Map<string, PaymentRefunded>();
  neighbour.subscribe(
    paymentProcessed,
    async ({ payload }) => void processed.set(payload.orderId, payload),
    durables.orderPaymentListener,
  );
  neighbour.subscribe(
    paymentRefunded,
    async ({ payload }) => void refunded.set(payload.orderId, payload),
    durables.orderPaymentListener,
  );
  await neighbour.start();

  const apps: PaymentApp[] = [];
  const silent: Logger = createLogger({ service: 'payment', level: 'silent' });
  const amount = { amount: 1999, currency: 'EUR' };
  const request = (orderId: string, paymentToken: string, messageId?: string, requestedAt = at) =>
    neighbour.publish(
      orderPaymentRequested,
      { orderId, amount, paymentToken, requestedAt },
      messageId === undefined ? {} : { messageId },
    );

  const environment: Environment = {
    NATS_URL: nats.url,
    DATABASE_URL: url,
    STRIPE_BASE_URL: psp.url,
    LOG_LEVEL: 'silent',
    ORDERS_MAX_BYTES: String(streamMaxBytes),
    STREAM_MAX_BYTES: String(streamMaxBytes),
    ACK_WAIT_MS: String(ackWaitMs),
    GATEWAY_TIMEOUT_MS: '1000',
    GATEWAY_HALF_OPEN_MS: '300',
    PARK_INITIAL_MS: '50',
    PARK_MAX_MS: '500',
    SWEEP_INTERVAL_MS: '25',
    SWEEP_LEASE_MS: '5000',
    DRAIN_DEADLINE_MS: '5000',
  };

  return {
    nats,
    postgres,
    psp,
    connection,
    manager,
    environment,
    processed,
    refunded,
    openApp: async (own = {}, substitutes = {}) => {
      const config = readConfig(configSchema, { ...environment, ...own });
      const app = await createPaymentApp(config, { logger: silent, ...substitutes });
      apps.push(app);
      await app.http.ready();
      await app.start(AbortSignal.timeout(30_000));
      await waitFor(async () => (await app.http.inject('/readyz')).statusCode === 200, { describe: 'readiness' });
      return app;
    },
    requested: async (token = 'tok_visa') => {
      const orderId = randomUUID();
      await request(orderId, token);
      return orderId;
    },
    requestAgain: async (orderId, token, requestedAt) =>
      void (await request(orderId, token, `again:${randomUUID()}`, requestedAt)),
    cancel: async (orderId) => {
      const reason = 'customer_request' as const;
      await neighbour.publish(orderCancelled, { orderId, reason, detail: '', cancelledAt: at });
    },
    requestRefund: async (orderId) => {
      await neighbour.publish(orderRefundRequested, { orderId, paymentId: 'p', amount, requestedAt: at });
    },
    view: async (app, orderId) => (await app.http.inject(`/payments/${orderId}`)).json(),
    untilProcessed: (orderId) =>
      waitFor(() => processed.get(orderId), { timeoutMs: 30_000, describe: `the outcome of ${orderId}` }),
    untilRefunded: (orderId) =>
      waitFor(() => refunded.get(orderId), { timeoutMs: 30_000, describe: `the refund of ${orderId}` }),
    untilQuiet: async (app) => {
      await waitFor(
        async () => {
          const info = await manager.consumers.info(streamNames.orders, durables.paymentProcessor);
          return info.num_pending === 0 && info.num_ack_pending === 0 && (await metric(app, 'payments_parked')) === 0;
        },
        { timeoutMs: 30_000, describe: 'everything to be settled' },
      );
    },
    deadLetters: async () => (await manager.streams.info(streamNames.deadLetters)).state.messages,
    close: async () => {
      await Promise.all(apps.map((app) => app.stop().catch(() => undefined)));
      await neighbour.drain();
      await connection.close();
      await Promise.all([nats.stop(), postgres.stop(), psp.stop()]);
    },
  };
};
