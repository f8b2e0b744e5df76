import { join } from 'node:path';
import { type JetStreamManager, jetstreamManager, type StoredMsg } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import {
  catalogBucket,
  createTopology,
  encodeCatalogEntry,
  inventoryRejected,
  inventoryReserved,
  type OrderCreated,
  orderCreated,
  paymentProcessed,
  paymentRefunded,
  streamNames,
} from '@orderflow/contracts';
import type { Bus } from '@orderflow/eventbus';
import { connectNats, createJetStreamBus, ensureTopology } from '@orderflow/eventbus/jetstream';
import { type Environment, readConfig } from '@orderflow/service-kit';
import { createLogger } from '@orderflow/telemetry/logger';
import { startTestNats, startTestPostgres, type TestNats, type TestPostgres, waitFor } from '@orderflow/testkit';
import { configSchema, createOrderApp, type OrderApp, type Substitutes } from './app.ts';

// The whole service on real servers, and neighbours that publish what inventory and payment would.

const mebibyte = 1024 ** 2;
const at = new Date('2026-11-20T12:00:00.000Z');

export interface World {
  readonly nats: TestNats;
  readonly postgres: TestPostgres;
  readonly databaseUrl: string;
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  /** Inventory and payment, as far as order can tell. */
  readonly neighbour: Bus;
  /** Replicas that were opened and not closed. */
  readonly apps: readonly OrderApp[];
  /** A replica that has started and is ready. */
  openApp(environment?: Environment, substitutes?: Substitutes): Promise<OrderApp>;
  /** One that has not started yet. */
  makeApp(environment?: Environment, substitutes?: Substitutes): Promise<OrderApp>;
  closeApps(): Promise<void>;
  /** Of ORDERS, behind the services' back: they would not start with less. */
  setDuplicateWindow(ms: number): Promise<void>;
  putProduct(sku: string, amount: number, currency?: string): Promise<void>;
  removeProduct(sku: string): Promise<void>;
  /** The orders.created at this position of the log. */
  accepted(position: number): Promise<OrderCreated>;
  /** Everything about an order in ORDERS: the events' types, in order, once for each message. */
  told(orderId: string): Promise<string[]>;
  messagesOf(orderId: string): Promise<readonly StoredMsg[]>;
  reserve(orderId: string, fingerprint: string): Promise<void>;
  reject(orderId: string, fingerprint: string, sku: string): Promise<void>;
  approve(orderId: string): Promise<void>;
  decline(orderId: string): Promise<void>;
  refund(orderId: string): Promise<void>;
  deadLetters(): Promise<number>;
  close(): Promise<void>;
}

export interface WorldOptions {
  /** Of ORDERS. Default 64 MiB. */
  readonly ordersMaxBytes?: number;
  /** For every replica. */
  readonly environment?: Environment;
}

export const openWorld = async (options: WorldOptions = {}): Promise<World> => {
  const { ordersMaxBytes = 64 * mebibyte } = options;
  const [nats, postgres] = await Promise.all([startTestNats(), startTestPostgres()]);
  const { url } = await postgres.createDatabase({ migrations: join(import.meta.dirname, '../migrations') });
  const connection = await connectNats({ servers: nats.url, name: 'neighbour' });
  const topology = createTopology({ ordersMaxBytes, otherMaxBytes: 64 * mebibyte });
  await ensureTopology(connection, topology);
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const catalog = await new Kvm(connection).create(catalogBucket, { history: 1 });
  const neighbour = createJetStreamBus({ connection, topology, source: '/orderflow/neighbour' });
  const environment: Environment = {
    NATS_URL: nats.url,
    DATABASE_URL: url,
    LOG_LEVEL: 'silent',
    ORDERS_MAX_BYTES: String(ordersMaxBytes),
    STREAM_MAX_BYTES: String(64 * mebibyte),
    // Nobody listens there.
    PAYMENT_URL: 'http://127.0.0.1:9',
    ...options.environment,
  };
  const apps: OrderApp[] = [];
  const amount = { amount: 2_500, currency: 'EUR' };

  const makeApp = async (own: Environment = {}, substitutes: Substitutes = {}): Promise<OrderApp> => {
    const logger = createLogger({ service: 'order', level: 'silent' });
    const app = await createOrderApp(readConfig(configSchema, { ...environment, ...own }), { logger, ...substitutes });
    apps.push(app);
    await app.http.ready();
    return app;
  };
  const messagesOf = async (orderId: string): Promise<readonly StoredMsg[]> => {
    const { state } = await manager.streams.info(streamNames.orders);
    const found: StoredMsg[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
      const message = await manager.streams.getMessage(streamNames.orders, { seq });
      if (message?.header.get('Nats-Msg-Id').startsWith(orderId)) found.push(message);
    }
    return found;
  };

  return {
    nats,
    postgres,
    databaseUrl: url,
    connection,
    manager,
    neighbour,
    apps,
    makeApp,
    openApp: async (own, substitutes) => {
      const app = await makeApp(own, substitutes);
      await app.start(AbortSignal.timeout(30_000));
      await waitFor(async () => (await app.http.inject('/readyz')).statusCode === 200, { describe: 'readiness' });
      // A machine that is busy with starting has a late event loop, for which requests are refused.
      await waitFor(async () => (await app.http.inject('/orders?limit=1')).json().code !== 'QUEUE_FULL');
      return app;
    },
    closeApps: async () => {
      await Promise.all(apps.splice(0).map((app) => app.stop().catch(() => undefined)));
    },
    setDuplicateWindow: async (ms) => {
      const { config } = await manager.streams.info(streamNames.orders);
      await manager.streams.update(streamNames.orders, { ...config, duplicate_window: ms * 1e6 });
    },
    putProduct: async (sku, price, currency = 'EUR') => {
      await catalog.put(sku, encodeCatalogEntry({ name: sku, price: { amount: price, currency } }));
    },
    removeProduct: (sku) => catalog.delete(sku),
    accepted: async (position) => {
      const message = await manager.streams.getMessage(streamNames.orders, { seq: position });
      if (!message) throw new Error(`nothing lies at ${position}`);
      return orderCreated.codec.decode(message.data);
    },
    messagesOf,
    told: async (orderId) => (await messagesOf(orderId)).map(({ subject }) => subject),
    reserve: async (orderId, fingerprint) => {
      await neighbour.publish(inventoryReserved, { orderId, fingerprint, reservedAt: at });
    },
    reject: async (orderId, fingerprint, sku) => {
      const short = [{ sku, quantity: 1 }];
      await neighbour.publish(inventoryRejected, { orderId, fingerprint, short, rejectedAt: at });
    },
    approve: async (orderId) => {
      const payment = { orderId, paymentId: 'pi_1', status: 'approved', amount, reason: '', processedAt: at } as const;
      await neighbour.publish(paymentProcessed, payment);
    },
    decline: async (orderId) => {
      const reason = 'insufficient_funds';
      const payment = { orderId, paymentId: '', status: 'declined', amount, reason, processedAt: at } as const;
      await neighbour.publish(paymentProcessed, payment);
    },
    refund: async (orderId) => {
      const refund = { orderId, paymentId: 'pi_1', refundId: 're_1', amount, refundedAt: at };
      await neighbour.publish(paymentRefunded, refund);
    },
    deadLetters: async () => (await manager.streams.info(streamNames.deadLetters)).state.messages,
    close: async () => {
      await Promise.all(apps.splice(0).map((app) => app.stop().catch(() => undefined)));
      await neighbour.drain();
      await connection.close();
      await Promise.all([nats.stop(), postgres.stop()]);
    },
  };
};

export const body = { customerId: 'ada', items: [{ sku: 'tea', quantity: 2 }], paymentToken: 'tok_visa' };

/** An accepted order, by what the client knows of it. */
export interface Placed {
  readonly orderId: string;
  readonly location: string;
  readonly position: number;
  readonly fingerprint: string;
}

/** A busy machine may refuse (503): then again, as a client would. */
const accept = (app: OrderApp, payload: object, key?: string) =>
  waitFor(
    async () => {
      const headers = key === undefined ? {} : { 'idempotency-key': key };
      const answer = await app.http.inject({ method: 'POST', url: '/orders', payload, headers });
      if (answer.statusCode === 202) return answer;
      if (answer.statusCode === 503) return undefined;
      throw new Error(`${answer.statusCode}: ${answer.body}`);
    },
    { everyMs: 250, describe: 'the order to be accepted' },
  );

export const place = async (world: World, app: OrderApp, payload: object = body, key?: string): Promise<Placed> => {
  const answer = await accept(app, payload, key);
  const location = String(answer.headers.location);
  const position = Number(new URL(location, 'http://order').searchParams.get('at'));
  const { orderId, fingerprint } = await world.accepted(position);
  return { orderId, location, position, fingerprint };
};

export const untilStatus = (app: OrderApp, orderId: string, status: string): Promise<Record<string, unknown>> =>
  waitFor(
    async () => {
      const answer = await app.http.inject(`/orders/${orderId}`);
      const view = answer.json<Record<string, unknown>>();
      return answer.statusCode === 200 && view.status === status && view;
    },
    { timeoutMs: 20_000, describe: `${orderId} to be ${status}` },
  );
