import type { CatalogEntry } from '@orderflow/contracts';

/** A product as the catalogue has it. */
export interface CatalogProduct extends CatalogEntry {
  readonly sku: string;
  /** Changes with every write of the product, from 1. */
  readonly revision: number;
}

/** A change of the bucket: a product, or the removal of one. */
export interface CatalogChange {
  readonly sku: string;
  /** Of the write. A change that is not newer than what the copy knows of the sku is passed over. */
  readonly revision: number;
  /** Undefined: removed. */
  readonly product: CatalogProduct | undefined;
}

/** The catalogue in memory, by sku. */
export interface CatalogCopy {
  get(sku: string): CatalogProduct | undefined;
  page(
    after: string | undefined,
    limit: number,
  ): { readonly products: readonly CatalogProduct[]; readonly more: boolean };
  apply(change: CatalogChange): void;
  readonly size: number;
}

export const createCatalogCopy = (): CatalogCopy => {
  const products = new Map<string, CatalogProduct>();
  const revisions = new Map<string, number>();
  // Sorted when it is first read: until then the whole catalogue comes in. After that each sku is put in its place, so
  // that a new product does not sort all the others again.
  let sorted: string[] | undefined;

  const keepSorted = (skus: string[], sku: string, there: boolean): void => {
    const after = firstAfter(skus, sku);
    if (there) skus.splice(after, 0, sku);
    else skus.splice(after - 1, 1);
  };

  return {
    get: (sku) => products.get(sku),
    page: (after, limit) => {
      sorted ??= [...products.keys()].sort();
      const start = after === undefined ? 0 : firstAfter(sorted, after);
      const page = sorted.slice(start, start + limit).flatMap((sku) => products.get(sku) ?? []);
      return { products: page, more: sorted.length > start + limit };
    },
    apply: ({ sku, revision, product }) => {
      if (revision <= (revisions.get(sku) ?? 0)) return;
      revisions.set(sku, revision);
      const there = product !== undefined;
      if (sorted && products.has(sku) !== there) keepSorted(sorted, sku, there);
      if (product) products.set(sku, product);
      else products.delete(sku);
    },
    get size() {
      return products.size;
    },
  };
};

/** Index of the first sku after the given one. */
const firstAfter = (sorted: readonly string[], after: string): number => {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') <= after) low = middle + 1;
    else high = middle;
  }
  return low;
};
