import { AppError } from '@orderflow/errors';
import { type Http, panLike, problemResponses } from '@orderflow/service-kit';
import { Type } from 'typebox';
import type { Precondition, Product } from '../../application/ports.ts';
import type { ProductPage, ProductWithStock, PutProduct } from '../../application/products.ts';
import { etagOf, preconditionOf } from './conditions.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import * as schemas from './schemas.ts';

export interface ProductUseCases {
  listProducts(after: string | undefined, limit: number): Promise<ProductPage>;
  getProduct(sku: string): Promise<ProductWithStock>;
  putProduct(wanted: Omit<Product, 'revision'>, precondition: Precondition): Promise<PutProduct>;
}

const tags = ['products'];
const params = Type.Object({ sku: schemas.sku });
const etagHeader = { etag: { type: 'string', description: 'For `If-Match`' } };

const viewOf = ({ product, stock }: ProductWithStock) => ({
  sku: product.sku,
  name: product.name,
  price: product.price,
  stock: { available: stock.available, reserved: stock.reserved, sold: stock.sold },
});

export const registerProducts = (http: Http, useCases: ProductUseCases): void => {
  http.get(
    '/products',
    {
      schema: {
        tags,
        summary: 'Products by sku, with their stock',
        querystring: Type.Object(
          {
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
            cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'From `nextCursor`' })),
          },
          { additionalProperties: false },
        ),
        response: { 200: schemas.productPage, ...problemResponses('DEPENDENCY_UNAVAILABLE', 'LOG_UNAVAILABLE') },
      },
    },
    async ({ query: { limit = 20, cursor } }) => {
      const page = await useCases.listProducts(cursor === undefined ? undefined : decodeCursor(cursor), limit);
      return { items: page.items.map(viewOf), nextCursor: page.next === undefined ? null : encodeCursor(page.next) };
    },
  );

  http.get(
    '/products/:sku',
    {
      schema: {
        tags,
        summary: 'One product, with its stock',
        description: 'The entity tag is that of name and price: it does not change with the stock.',
        params,
        response: {
          200: { ...schemas.product, headers: etagHeader },
          ...problemResponses('NOT_FOUND', 'DEPENDENCY_UNAVAILABLE', 'LOG_UNAVAILABLE'),
        },
      },
    },
    async (request, reply) => {
      const found = await useCases.getProduct(request.params.sku);
      reply.header('etag', etagOf(found.product));
      return viewOf(found);
    },
  );

  http.put(
    '/products/:sku',
    {
      config: { access: 'admin' },
      schema: {
        tags,
        summary: 'Create or replace a product',
        description:
          'With `If-None-Match: *` it is created, with `If-Match` replaced if nobody else has changed it since. ' +
          'A repeat succeeds: a product that already is as it was to become is not an error.',
        params,
        headers: Type.Object({
          'if-match': Type.Optional(Type.String({ maxLength: 100, description: 'ETag of the product' })),
          'if-none-match': Type.Optional(Type.String({ maxLength: 100, description: '`*`' })),
        }),
        body: schemas.productBody,
        response: {
          200: { ...schemas.catalogProduct, headers: etagHeader },
          201: { ...schemas.catalogProduct, headers: etagHeader },
          ...problemResponses('PRECONDITION_FAILED', 'PRECONDITION_REQUIRED', 'SENSITIVE_DATA', 'LOG_UNAVAILABLE'),
        },
      },
    },
    async (request, reply) => {
      const { name, price } = request.body;
      if (panLike(name)) throw new AppError('SENSITIVE_DATA', 'The name looks like a card number.');
      const precondition = preconditionOf(request.headers);
      const { product, created } = await useCases.putProduct({ sku: request.params.sku, name, price }, precondition);
      reply.code(created ? 201 : 200).header('etag', etagOf(product));
      if (created) reply.header('location', `/products/${product.sku}`);
      return { sku: product.sku, name: product.name, price: product.price };
    },
  );
};
