import { AppError } from '@orderflow/errors';
import type { Money } from './payloads.ts';

/** What the catalogue bucket holds of a product; its key there is the sku. */
export interface CatalogEntry {
  readonly name: string;
  readonly price: Money;
}

export const encodeCatalogEntry = ({ name, price }: CatalogEntry): Uint8Array =>
  Buffer.from(JSON.stringify({ name, price: { amount: price.amount, currency: price.currency } }));

/** Throws UNDECODABLE for bytes that are not a catalogue entry. */
export const decodeCatalogEntry = (data: Uint8Array): CatalogEntry => {
  try {
    const { name, price } = JSON.parse(Buffer.from(data).toString()) as Partial<CatalogEntry>;
    if (typeof name !== 'string' || !Number.isSafeInteger(price?.amount) || typeof price?.currency !== 'string') {
      throw new TypeError('name, price.amount or price.currency is missing');
    }
    return { name, price: { amount: price.amount, currency: price.currency } };
  } catch (cause) {
    throw new AppError('UNDECODABLE', 'The catalogue holds an entry that is not {name, price: {amount, currency}}.', {
      cause,
    });
  }
};
