import { hash } from 'node:crypto';
import { join } from 'node:path';
import { type JetStreamManager, jetstreamManager, type StoredMsg } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { catalogBucket, createTopology, type OrderCreated, streamNames } from '@orderflow/contracts';
import type { Bus } from '@orderflow/eventbus';
import { connectNats, createJetStreamBus, ensureTopology } from '@orderflow/eventbus/jetstream';
import { readConfig } from '@orderflow/service-kit';
import { createLogger } from '@orderflow/telemetry/logger';
import {
  startTestNats,
  startTestPostgres,
  type TestDatabase,
  type TestNats,
  type TestPostgres,
  waitFor,
} from '@orderflow/testkit';
import { configSchema, createInventoryApp, type InventoryApp, type InventoryConfig } from './app.ts';

// The whole service on real servers, and a neighbour that publishes what the order service would.

const mebibyte = 1024 ** 2;
const streamMaxBytes = 64 * mebibyte;

export interface Surroundings {
  readonly nats: TestNats;
  readonly postgres: TestPostgres;
  readonly database: TestDatabase;
  readonly config: InventoryConfig;
  /** The order service, as far as inventory can tell. */
  readonly neighbour: Bus;
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  /** A replica that has started. Ended by `close`. */
  openApp(): Promise<InventoryApp>;
  /** Everything that lies in a stream, in order. */
  messagesIn(stream: string): Promise<readonly StoredMsg[]>;
  close(): Promise<void>;
}

export const openSurroundings = async (): Promise<Surroundings> => {
  const [nats, postgres] = await Promise.all([startTestNats(), startTestPostgres()]);
  const database = await postgres.createDatabase({ migrations: join(import.meta.dirname, '../migrations') });
  const connection = await connectNats({ servers: nats.url, name: 'neighbour' });
  const topology = createTopology({ ordersMaxBytes: streamMaxBytes, otherMaxBytes: streamMaxBytes });
  await ensureTopology(connection, topology);
  await new Kvm(connection).create(catalogBucket, { history: 1 });
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const neighbour = createJetStreamBus({ connection, topology, source: '/orderflow/order' });
  const config = readConfig(configSchema, {
    NATS_URL: nats.url,
    DATABASE_URL: database.url,
    LOG_LEVEL: 'silent',
    ORDERS_MAX_BYTES: String(streamMaxBytes),
    STREAM_MAX_BYTES: String(streamMaxBytes),
  });
  const apps: InventoryApp[] = [];
  return {
    nats,
    postgres,
    database,
    config,
    neighbour,
    connection,
    manager,
    openApp: async () => {
      const app = await createInventoryApp(config, { logger: createLogger({ service: 'inventory', level: 'silent' }) });
      apps.push(app);
      await app.http.ready();
      await app.start(AbortSignal.timeout(30_000));
      await waitFor(async () => (await app.http.inject('/readyz')).statusCode === 200, { describe: 'readiness' });
      return app;
    },
    messagesIn: async (stream) => {
      const { state } = await manager.streams.info(stream);
      const sequences = Array.from({ length: state.last_seq }, (_, i) => i + 1);
      const messages = await Promise.all(sequences.map((seq) => manager.streams.getMessage(stream, { seq })));
      return messages.filter((message) => message !== null);
    },
    close: async () => {
      await Promise.all(apps.map((app) => app.stop().catch(() => undefined)));
      await neighbour.drain();
      await connection.close();
      await Promise.all([nats.stop(), postgres.stop()]);
    },
  };
};

export const putProduct = async (app: InventoryApp, sku: string, amount = 1_250): Promise<void> => {
  await app.http.inject({
    method: 'PUT',
    url: `/products/${sku}`,
    headers: { 'if-none-match': '*' },
    payload: { name: `Product ${sku}`, price: { amount, currency: 'EUR' } },
  });
};

export const stockOf = async (app: InventoryApp, sku: string): Promise<unknown> =>
  (await app.http.inject(`/products/${sku}`)).json().stock;

/** Puts a product into the catalogue and waits until so many of it are there. */
export const stocked = async (app: InventoryApp, sku: string, available: number): Promise<void> => {
  await putProduct(app, sku);
  const { headers } = await app.http.inject({
    method: 'POST',
    url: `/products/${sku}/stock-adjustments`,
    headers: { 'idempotency-key': 'opening' },
    payload: { delta: available, reason: 'opening' },
  });
  await waitFor(async () => (await app.http.inject(String(headers.location))).statusCode === 200, {
    describe: `the stock of ${sku}`,
  });
};

/** The id of the order that a test calls by a name, always the same. */
export const idOf = (name: string): string => {
  const [, ...parts] = /^(.{8})(.{4})(.{4})(.{4})(.{12})/.exec(hash('sha256', name)) ?? [];
  return parts.join('-');
};

export const orderOf = (orderId: string, items: Readonly<Record<string, number>>): OrderCreated => ({
  orderId,
  customerId: 'ada',
  items: Object.entries(items).map(([sku, quantity]) => ({
    sku,
    quantity,
    unitPrice: { amount: 1_250, currency: 'EUR' },
  })),
  totalAmount: { amount: 1_250, currency: 'EUR' },
  paymentToken: 'tok_visa',
  fingerprint: 'ab'.repeat(32),
  createdAt: new Date('2026-11-20T12:00:00.000Z'),
});

export const inventoryStream = streamNames.inventory;
