import { type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { catalogBucket } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import type { Bus, Publisher } from '@orderflow/eventbus';
import { type CatalogCopy, type CatalogWatch, watchCatalog } from '@orderflow/service-kit';
import type { Logger } from '@orderflow/telemetry/logger';
import type { AdjustmentLog, Catalog } from '../../application/ports.ts';
import { createAdjustmentLog } from './adjustment-log.ts';
import { createCatalog } from './catalog.ts';

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
  readonly adjustments: AdjustmentLog;
  /** Begins to follow the catalogue. Once. */
  attach(connection: NatsConnection, bus: Bus): Promise<void>;
  /** After a reconnection: what was watched is watched again. */
  reconnected(): void;
  /** Stops following the catalogue. The bus and the connection are the caller's to end. */
  stop(): void;
}

interface Attached {
  readonly bus: Bus;
  readonly bucket: KV;
  readonly manager: JetStreamManager;
}

/** Long enough for an election of a leader, short enough for someone who waits for an answer. */
const requestTimeoutMs = 3_000;

const away = (what: string): AppError => new AppError('LOG_UNAVAILABLE', what, { retryAfterSeconds: 2 });

export const createLog = ({ logger, onCatalog }: LogOptions): Log => {
  let attached: Attached | undefined;
  let copy: CatalogCopy | undefined;
  let watch: CatalogWatch | undefined;

  const current = (): Attached => {
    if (attached) return attached;
    throw away('There is no connection to the log yet.');
  };
  /** A request on a lost connection would wait for its timeout: known to be lost, it is answered at once. */
  const connected = (): Attached => {
    const now = current();
    if (now.bus.status().connected) return now;
    throw away('The connection to the log is lost and is being made again.');
  };

  return {
    publisher: { publish: (event, payload, options) => current().bus.publish(event, payload, options) },
    adjustments: createAdjustmentLog(() => connected().manager),
    catalog: createCatalog({
      bucket: () => connected().bucket,
      copy: () => {
        if (copy) return copy;
        throw away('The catalogue is not loaded yet.');
      },
    }),
    attach: async (connection, bus) => {
      const options = { timeout: requestTimeoutMs, checkAPI: false };
      const bucket = await new Kvm(jetstream(connection, options)).open(catalogBucket);
      attached = { bus, bucket, manager: await jetstreamManager(connection, options) };
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
    stop: () => watch?.stop(),
  };
};
