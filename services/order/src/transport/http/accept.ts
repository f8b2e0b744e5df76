import type { Line } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import {
  demandCustomer,
  type Http,
  idempotencyKeySchema,
  preferredWaitSeconds,
  problemResponses,
} from '@orderflow/service-kit';
import { Type } from 'typebox';
import type { Accepted, AcceptOrder } from '../../application/accept-order.ts';
import type { Facts } from '../../domain/facts.ts';
import { isTerminal } from '../../domain/status.ts';
import { refuseCardNumbers } from './card-number.ts';
import * as schemas from './schemas.ts';
import { locationOf, orderView } from './view.ts';

export interface AcceptUseCases {
  acceptOrder(request: AcceptOrder): Promise<Accepted>;
  /** The order once it has ended, or as it is when the signal fires. */
  waitForEnd(orderId: string, position: number, signal: AbortSignal): Promise<Facts | undefined>;
}

export interface AcceptOptions {
  /** Fires when the process stops: whoever waits is answered at once. */
  readonly stopping: AbortSignal;
  /** Requests that wait (`Prefer: wait`) at a time; one more is answered at once. Default 5000. */
  readonly maxWaiting?: number;
}

export const registerAccept = (
  http: Http,
  useCases: AcceptUseCases,
  { stopping, maxWaiting = 5000 }: AcceptOptions,
): void => {
  let waiting = 0;
  /** The order if it has ended in time. */
  const endOf = async (orderId: string, position: number, waitSeconds: number): Promise<Facts | undefined> => {
    waiting += 1;
    try {
      const patience = AbortSignal.any([stopping, AbortSignal.timeout(waitSeconds * 1000)]);
      const facts = await useCases.waitForEnd(orderId, position, patience);
      return facts && isTerminal(facts) ? facts : undefined;
    } finally {
      waiting -= 1;
    }
  };

  http.post(
    '/orders',
    {
      schema: {
        tags: ['orders'],
        summary: 'Create an order',
        description:
          'Accepted (202) when it is in the log: then it is never lost. With an `Idempotency-Key` a repeat gets the ' +
          'same answer and never makes a second order. `Prefer: wait=N` (at most 30) waits for the end of the order ' +
          'and answers 200 with it if it comes in time.',
        headers: Type.Object({
          'idempotency-key': Type.Optional(idempotencyKeySchema),
          prefer: Type.Optional(Type.String({ maxLength: 200, description: '`wait=N`, in seconds' })),
        }),
        body: schemas.orderBody,
        response: {
          200: { ...schemas.order, description: 'The order has ended (`Prefer: wait`)' },
          202: {
            ...schemas.acceptedOrder,
            description: 'Accepted',
            headers: { location: { type: 'string', description: 'Where the order is found at once' } },
          },
          ...problemResponses(
            'SENSITIVE_DATA',
            'UNKNOWN_SKU',
            'MIXED_CURRENCIES',
            'AMOUNT_TOO_LARGE',
            'IDEMPOTENCY_KEY_REUSED',
            'LOG_UNAVAILABLE',
            'LOG_FULL',
            'QUEUE_FULL',
            'DRAINING',
          ),
        },
      },
    },
    async (request, reply) => {
      const { customerId, items, paymentToken } = request.body;
      demandCustomer(request.principal, customerId);
      refuseCardNumbers(customerId, paymentToken);
      refuseRepeatedSkus(items);
      const idempotencyKey = request.headers['idempotency-key'];
      const accepted = await useCases.acceptOrder({ customerId, items, paymentToken, idempotencyKey });
      const { orderId, position } = accepted;
      reply.header('location', locationOf(orderId, position));
      const prefer = request.headers.prefer;
      const waitSeconds = prefer === undefined ? 0 : preferredWaitSeconds(prefer);
      if (waitSeconds > 0 && waiting < maxWaiting) {
        reply.header('preference-applied', `wait=${waitSeconds}`);
        const ended = await endOf(orderId, position, waitSeconds);
        if (ended) return reply.code(200).send(orderView(ended));
      }
      return reply.code(202).send({
        orderId,
        status: 'PENDING',
        totalAmount: accepted.totalAmount,
        createdAt: accepted.createdAt.toISOString(),
      });
    },
  );
};

const refuseRepeatedSkus = (items: readonly Line[]): void => {
  if (items.length === 1) return;
  const seen = new Set<string>();
  for (const { sku } of items) {
    if (seen.has(sku)) {
      throw new AppError('VALIDATION_FAILED', `${sku} is in the order twice; send it once, with the sum as quantity.`);
    }
    seen.add(sku);
  }
};
