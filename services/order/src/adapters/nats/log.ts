import { type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { catalogBucket, decodeCatalogEntry } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import type { Bus, Publisher } from '@orderflow/eventbus';
import { type CatalogCopy, type CatalogWatch, watchCatalog } from '@orderflow/service-kit';
import type { Logger } from '@orderflow/telemetry/logger';
import type { Catalog, OrderLog, ReadProgress } from '../../application/ports.ts';
import { type HeadroomWatch, watchHeadroom } from './headroom.ts';
import { createOrderChanges, type OrderChangesHearer } from './order-changes.ts';
import { createOrderLog } from './order-log.ts';
import { createReadProgress } from './read-progress.ts';

export interface LogOptions {
  readonly logger: Logger;
  /** The catalogue was read in full, or cannot be followed at the moment, with the reason. */
  readonly onCatalog: (problem: string | undefined) => void;
}

/**
 * Everything of the log that requests need. It exists before there is a connection, so that the service can answer
 * (with LOG_UNAVAILABLE) while it waits for one.
 */
export interface Log {
  readonly publisher: Publisher;
  readonly catalog: Catalog;
  readonly orders: OrderLog;
  readonly progress: ReadProgress;
  readonly headroom: HeadroomWatch;
  readonly changes: OrderChangesHearer;
  /** Begins to follow the catalogue. Once. */
  attach(connection: NatsConnection, bus: Bus): Promise<void>;
  /** After a reconnection: what was watched is watched again. */
  reconnected(): void;
  /** Stops watching. The bus and the connection are the caller's to end. */
  stop(): void;
}

interface Attached {
  readonly connection: NatsConnection;
  readonly bus: Bus;
  readonly bucket: KV;
  readonly manager: JetStreamManager;
}

/** Long enough for an election of a leader, short enough for someone who waits for an answer. */
const requestTimeoutMs = 3_000;

const away = (what: string, cause?: unknown): AppError =>
  new AppError('LOG_UNAVAILABLE', what, { retryAfterSeconds: 2, cause });

const notConnected = (): AppError => away('There is no connection to the log yet.');

export const createLog = ({ logger, onCatalog }: LogOptions): Log => {
  let attached: Attached | undefined;
  let copy: CatalogCopy | undefined;
  let watch: CatalogWatch | undefined;

  const current = (): Attached => {
    if (attached) return attached;
    throw notConnected();
  };
  /** A request on a lost connection would wait for its timeout: known to be lost, it is answered at once. */
  const connected = (): Attached => {
    const now = current();
    if (now.bus.status().connected) return now;
    throw away('The connection to the log is lost and is being made again.');
  };
  const manager = (): JetStreamManager => connected().manager;
  const headroom = watchHeadroom(manager);
  const changes = createOrderChanges(() => attached?.connection);

  return {
    publisher: {
      publish: (event, payload, options) =>
        attached ? attached.bus.publish(event, payload, options) : Promise.reject(notConnected()),
    },
    orders: createOrderLog(manager),
    progress: createReadProgress(manager),
    headroom,
    changes,
    catalog: {
      get: (sku) => {
        if (copy) return copy.get(sku);
        throw away('The catalogue is not loaded yet.');
      },
      find: async (sku) => {
        const { bucket } = connected();
        try {
          const entry = await bucket.get(sku);
          return entry?.operation === 'PUT' ? decodeCatalogEntry(entry.value) : undefined;
        } catch (error) {
          throw away('The catalogue could not be reached.', error);
        }
      },
    },
    attach: async (connection, bus) => {
      const options = { timeout: requestTimeoutMs, checkAPI: false };
      const bucket = await new Kvm(jetstream(connection, options)).open(catalogBucket);
      attached = { connection, bus, bucket, manager: await jetstreamManager(connection, options) };
      watch = watchCatalog({
        bucket,
        logger,
        onLoaded: (loaded) => {
          copy = loaded;
          onCatalog(undefined);
        },
        onBroken: onCatalog,
      });
    },
    reconnected: () => watch?.restart(),
    stop: () => {
      watch?.stop();
      headroom.stop();
      changes.stop();
    },
  };
};
