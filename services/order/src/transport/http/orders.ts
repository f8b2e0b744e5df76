import { demandCustomer, type Http, ownerOf, problemResponses } from '@orderflow/service-kit';
import { Type } from 'typebox';
import type { FoundOrder, OrderQuery } from '../../application/get-order.ts';
import type { Page, PageQuery, PaymentView } from '../../application/ports.ts';
import type { Facts } from '../../domain/facts.ts';
import { statusOf } from '../../domain/status.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import * as schemas from './schemas.ts';
import { listedView, locationOf, orderView } from './view.ts';

export interface OrderUseCases {
  getOrder(query: OrderQuery): Promise<FoundOrder>;
  listOrders(query: PageQuery): Promise<Page>;
  cancelOrder(query: OrderQuery): Promise<Facts>;
  paymentOf(orderId: string): Promise<PaymentView | undefined>;
}

const tags = ['orders'];
const params = Type.Object({ orderId: schemas.orderId });
const found = ['NOT_FOUND', 'POSITION_BEYOND_LOG', 'DEPENDENCY_UNAVAILABLE', 'LOG_UNAVAILABLE'] as const;

export const registerOrders = (http: Http, useCases: OrderUseCases): void => {
  http.get(
    '/orders/:orderId',
    {
      schema: {
        tags,
        summary: 'One order, with its history',
        description:
          'With `at`, as `Location` gives it, an accepted order is never 404: it is 202 while it is not visible yet.',
        params,
        querystring: Type.Object(
          {
            at: Type.Optional(schemas.position),
            expand: Type.Optional(Type.Enum(['payment'], { description: 'Also ask the payment service' })),
          },
          { additionalProperties: false },
        ),
        response: {
          200: schemas.order,
          202: { ...schemas.order, description: 'Accepted, not visible yet' },
          ...problemResponses(...found),
        },
      },
    },
    async ({ params: { orderId: id }, query: { at, expand }, principal }, reply) => {
      const orderId = id.toLowerCase();
      const [{ facts, visible }, payment] = await Promise.all([
        useCases.getOrder({ orderId, position: at, owner: ownerOf(principal) }),
        expand === 'payment' ? useCases.paymentOf(orderId) : undefined,
      ]);
      const view =
        expand === 'payment' ? { ...orderView(facts), payment: payment ?? { status: 'none' } } : orderView(facts);
      return reply.code(visible ? 200 : 202).send(view);
    },
  );

  http.get(
    '/orders',
    {
      schema: {
        tags,
        summary: 'Orders, newest first',
        querystring: Type.Object(
          {
            customerId: Type.Optional(schemas.customerId),
            status: Type.Optional(schemas.statusFilter),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
            cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'From `nextCursor`' })),
          },
          { additionalProperties: false },
        ),
        response: { 200: schemas.orderPage, ...problemResponses('MALFORMED_REQUEST', 'DEPENDENCY_UNAVAILABLE') },
      },
    },
    async ({ query: { customerId, status, limit = 20, cursor }, principal }) => {
      if (customerId !== undefined) demandCustomer(principal, customerId);
      const after = cursor === undefined ? undefined : decodeCursor(cursor);
      const { orders, next } = await useCases.listOrders({
        customerId: customerId ?? ownerOf(principal),
        status,
        limit,
        after,
      });
      return { items: orders.map(listedView), nextCursor: next ? encodeCursor(next) : null };
    },
  );

  http.post(
    '/orders/:orderId/cancel',
    {
      schema: {
        tags,
        summary: 'Ask for an order to be cancelled',
        description: 'Accepted when the wish is in the log. It may lose against a confirmation that is on its way.',
        params,
        querystring: Type.Object({ at: Type.Optional(schemas.position) }, { additionalProperties: false }),
        response: {
          202: Type.Object({ orderId: Type.String(), status: Type.String({ description: 'As it still is' }) }),
          ...problemResponses('ORDER_TERMINAL', ...found, 'QUEUE_FULL', 'DRAINING'),
        },
      },
    },
    async ({ params: { orderId: id }, query: { at }, principal }, reply) => {
      const orderId = id.toLowerCase();
      const facts = await useCases.cancelOrder({ orderId, position: at, owner: ownerOf(principal) });
      const position = facts.created?.position;
      reply.code(202).header('location', position === undefined ? `/orders/${orderId}` : locationOf(orderId, position));
      return { orderId, status: statusOf(facts) };
    },
  );
};
