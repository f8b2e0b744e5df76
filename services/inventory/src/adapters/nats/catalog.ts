import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import type { KV } from '@nats-io/kv';
import { decodeCatalogEntry, encodeCatalogEntry } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import type { CatalogCopy } from '@orderflow/service-kit';
import type { Catalog, Precondition, Product, PutOutcome } from '../../application/ports.ts';

export interface CatalogOptions {
  /** The bucket, once there is a connection. Throws LOG_UNAVAILABLE before that and while the connection is lost. */
  readonly bucket: () => KV;
  /** The copy that reads are answered from. Throws LOG_UNAVAILABLE before the first one is complete. */
  readonly copy: () => CatalogCopy;
}

export const createCatalog = ({ bucket, copy }: CatalogOptions): Catalog => {
  const remember = (product: Product): Product => {
    copy().apply({ sku: product.sku, revision: product.revision, product });
    return product;
  };

  const read = async (sku: string): Promise<Product | undefined> => {
    const entry = await answered(bucket().get(sku));
    if (entry?.operation !== 'PUT') return undefined;
    return remember({ sku, ...decodeCatalogEntry(entry.value), revision: entry.revision });
  };

  const write = async (wanted: Omit<Product, 'revision'>, precondition: Precondition): Promise<number | undefined> => {
    const data = encodeCatalogEntry(wanted);
    const kv = bucket();
    try {
      if (precondition === 'absent') return await kv.create(wanted.sku, data);
      return await kv.update(wanted.sku, data, precondition.revision);
    } catch (error) {
      if (isWrongRevision(error)) return undefined;
      throw unavailable(error);
    }
  };

  return {
    get: (sku) => copy().get(sku),
    find: read,
    page: (after, limit) => copy().page(after, limit),
    put: async (wanted, precondition): Promise<PutOutcome> => {
      // Before the write: what is written must be seen in it after.
      copy();
      const revision = await write(wanted, precondition);
      if (revision !== undefined) {
        const product = remember({ ...wanted, revision });
        return { kind: precondition === 'absent' ? 'created' : 'replaced', product };
      }
      const standing = await read(wanted.sku);
      if (standing && sameValue(standing, wanted)) return { kind: 'stands', product: standing };
      return { kind: 'changed', product: standing };
    },
  };
};

const sameValue = (a: Omit<Product, 'revision'>, b: Omit<Product, 'revision'>): boolean =>
  a.name === b.name && a.price.amount === b.price.amount && a.price.currency === b.price.currency;

const isWrongRevision = (error: unknown): boolean =>
  error instanceof JetStreamApiError &&
  (error.code === JetStreamApiCodes.StreamWrongLastSequence ||
    error.code === JetStreamApiCodes.StreamWrongLastSequenceUnknown);

const unavailable = (error: unknown): AppError => {
  if (error instanceof AppError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new AppError('LOG_UNAVAILABLE', `The catalogue could not be reached: ${reason}.`, {
    cause: error,
    retryAfterSeconds: 2,
  });
};

const answered = async <T>(request: Promise<T>): Promise<T> => {
  try {
    return await request;
  } catch (error) {
    throw unavailable(error);
  }
};
