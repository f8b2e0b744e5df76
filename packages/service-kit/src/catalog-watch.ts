import { setTimeout as delay } from 'node:timers/promises';
import type { KV, KvWatchEntry } from '@nats-io/kv';
import type { QueuedIterator } from '@nats-io/transport-node';
import { decodeCatalogEntry } from '@orderflow/contracts';
import { backoffMs } from '@orderflow/resilience';
import type { Logger } from '@orderflow/telemetry/logger';
import { type CatalogChange, type CatalogCopy, createCatalogCopy } from './catalog-copy.ts';

export interface CatalogWatchOptions {
  readonly bucket: KV;
  readonly logger: Logger;
  /** The copy is complete; called again after each reconnection. */
  readonly onLoaded: (copy: CatalogCopy) => void;
  /** The watch is broken and is being made again; the last complete copy stays in use. */
  readonly onBroken: (reason: string) => void;
}

export interface CatalogWatch {
  /** To be called after a reconnection: makes a fresh watch. */
  restart(): void;
  stop(): void;
}

const retry = { initialMs: 100, maxMs: 5_000 };

/**
 * Keeps a copy of the bucket. Each connection gets a watch of its own: the client would notice only after some missed
 * heartbeats, up to a minute, that the server no longer has the consumer behind the old one. A fresh watch brings
 * every product again into a fresh copy, so what was removed meanwhile is gone from it.
 */
export const watchCatalog = (options: CatalogWatchOptions): CatalogWatch => {
  const { logger, onBroken } = options;
  const stopped = new AbortController();
  let current: QueuedIterator<KvWatchEntry> | undefined;
  let restarting = false;

  const watchOnce = async (onProgress: () => void): Promise<void> => {
    restarting = false;
    current = await options.bucket.watch();
    if (stopped.signal.aborted || restarting) current.stop();
    await follow(current, options, onProgress);
  };

  const run = async (): Promise<void> => {
    for (let attempt = 1; !stopped.signal.aborted; attempt++) {
      let failure = 'it ended';
      try {
        await watchOnce(() => {
          attempt = 0;
        });
      } catch (error) {
        failure = error instanceof Error ? error.message : String(error);
      }
      if (stopped.signal.aborted) return;
      if (!restarting) {
        onBroken(failure);
        logger.warn({ failure }, 'the watch of the catalogue is broken and is made again');
        await delay(backoffMs(Math.max(1, attempt), retry), undefined, { signal: stopped.signal }).catch(
          () => undefined,
        );
      }
    }
  };
  void run();

  return {
    restart: () => {
      restarting = true;
      current?.stop();
    },
    stop: () => {
      stopped.abort();
      current?.stop();
    },
  };
};

/** Resolves when the watch ends. */
const follow = async (
  entries: QueuedIterator<KvWatchEntry>,
  { bucket, logger, onLoaded }: CatalogWatchOptions,
  onProgress: () => void,
): Promise<void> => {
  const copy = createCatalogCopy();
  let loaded = false;
  const load = () => {
    if (loaded) return;
    loaded = true;
    onProgress();
    onLoaded(copy);
  };
  // An empty bucket sends nothing that could say "this is all".
  const { values } = await bucket.status();
  if (values === 0) load();
  for await (const entry of entries) {
    const change = changeFrom(entry, logger);
    if (change) copy.apply(change);
    if (entry.delta === 0) load();
  }
};

const changeFrom = (entry: KvWatchEntry, logger: Logger): CatalogChange | undefined => {
  const { key: sku, revision } = entry;
  if (entry.operation !== 'PUT') return { sku, revision, product: undefined };
  try {
    return { sku, revision, product: { sku, ...decodeCatalogEntry(entry.value), revision } };
  } catch (error) {
    // One bad entry, put there by hand, must not take the catalogue away; the product stays as it was.
    logger.error({ error, sku }, 'a catalogue entry cannot be read');
    return undefined;
  }
};
