import { AppError } from '@orderflow/errors';
import { noStock, type Stock } from '../domain/stock.ts';
import type { Catalog, Precondition, Product, StockReader } from './ports.ts';

export interface ProductWithStock {
  readonly product: Product;
  readonly stock: Stock;
}

export interface ProductPage {
  readonly items: readonly ProductWithStock[];
  /** The sku to go on after; undefined on the last page. */
  readonly next: string | undefined;
}

export interface ProductDependencies {
  readonly catalog: Catalog;
  readonly reader: StockReader;
}

/** One page of the catalogue by sku, each product with its stock. */
export const createListProducts =
  ({ catalog, reader }: ProductDependencies) =>
  async (after: string | undefined, limit: number): Promise<ProductPage> => {
    const { products, more } = catalog.page(after, limit);
    const stock = await reader.stockOf(products.map(({ sku }) => sku));
    const items = products.map((product) => ({ product, stock: stock.get(product.sku) ?? noStock }));
    return { items, next: more ? products.at(-1)?.sku : undefined };
  };

/** Rejects with NOT_FOUND. */
export const createGetProduct =
  ({ catalog, reader }: ProductDependencies) =>
  async (sku: string): Promise<ProductWithStock> => {
    const product = catalog.get(sku);
    if (!product) throw new AppError('NOT_FOUND', `There is no product ${sku}.`);
    return await withStock(reader, product);
  };

export interface PutProduct {
  readonly product: Product;
  readonly created: boolean;
}

/**
 * Creates or replaces a product if it is what the caller believes it is. One that already is as it was to become is
 * success, whatever its revision: the caller's first attempt may have been answered and the answer lost.
 * Rejects with PRECONDITION_FAILED, LOG_UNAVAILABLE.
 */
export const createPutProduct =
  (catalog: Catalog) =>
  async (wanted: Omit<Product, 'revision'>, precondition: Precondition): Promise<PutProduct> => {
    const outcome = await catalog.put(wanted, precondition);
    if (outcome.kind === 'changed') throw preconditionFailed(wanted.sku, outcome.product, precondition);
    return { product: outcome.product, created: outcome.kind === 'created' };
  };

const withStock = async (reader: StockReader, product: Product): Promise<ProductWithStock> => {
  const stock = await reader.stockOf([product.sku]);
  return { product, stock: stock.get(product.sku) ?? noStock };
};

const preconditionFailed = (sku: string, product: Product | undefined, precondition: Precondition): AppError => {
  const is = product ? `its revision is ${product.revision}` : 'it does not exist';
  const wanted = precondition === 'absent' ? 'If-None-Match: *' : `If-Match: "${precondition.revision}"`;
  return new AppError('PRECONDITION_FAILED', `The product ${sku} is not what ${wanted} says: ${is}.`);
};
