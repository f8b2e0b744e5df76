import { AppError } from '@orderflow/errors';
import { type Http, panLike, problemResponses } from '@orderflow/service-kit';
import { Type } from 'typebox';
import type { FoundAdjustment } from '../../application/find-adjustment.ts';
import type { LoggedAdjustment } from '../../application/ports.ts';
import type { AdjustmentRequest, RequestedAdjustment } from '../../application/request-adjustment.ts';
import * as schemas from './schemas.ts';

export interface AdjustmentUseCases {
  requestAdjustment(request: AdjustmentRequest, signal?: AbortSignal): Promise<RequestedAdjustment>;
  findAdjustment(sku: string, key: string, sequence: number | undefined): Promise<FoundAdjustment>;
}

const tags = ['stock'];

const viewOf = (adjustment: LoggedAdjustment) => ({
  sku: adjustment.sku,
  key: adjustment.key,
  delta: adjustment.delta,
  reason: adjustment.reason,
  adjustedAt: adjustment.adjustedAt.toISOString(),
});

/** `at` finds the adjustment before it is decided; one that only its row tells of needs none. */
const locationOf = ({ adjustment, sequence }: RequestedAdjustment): string => {
  const at = sequence === undefined ? '' : `?at=${sequence}`;
  return `/products/${adjustment.sku}/stock-adjustments/${encodeURIComponent(adjustment.key)}${at}`;
};

export const registerAdjustments = (http: Http, useCases: AdjustmentUseCases): void => {
  http.post(
    '/products/:sku/stock-adjustments',
    {
      config: { access: 'admin' },
      schema: {
        tags,
        summary: 'Add goods to the stock, or write them off',
        description:
          'Accepted when it is in the log. Whether it was applied, or refused because less than that was available, ' +
          'is told at `Location`. Without an `Idempotency-Key` it gets a key of its own, and a repeat is another one.',
        params: Type.Object({ sku: schemas.sku }),
        headers: Type.Object({ 'idempotency-key': Type.Optional(schemas.adjustmentKey) }),
        body: schemas.adjustmentBody,
        response: {
          202: {
            ...schemas.pendingAdjustment,
            headers: { location: { type: 'string', description: 'Where to ask what became of it' } },
          },
          ...problemResponses(
            'NOT_FOUND',
            'SENSITIVE_DATA',
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
      const { delta, reason } = request.body;
      if (panLike(reason)) throw new AppError('SENSITIVE_DATA', 'The reason looks like a card number.');
      const requested = await useCases.requestAdjustment({
        sku: request.params.sku,
        key: request.headers['idempotency-key'],
        delta,
        reason,
      });
      reply.code(202).header('location', locationOf(requested));
      return { ...viewOf(requested.adjustment), status: 'pending' as const };
    },
  );

  http.get(
    '/products/:sku/stock-adjustments/:key',
    {
      config: { access: 'admin' },
      schema: {
        tags,
        summary: 'What became of a stock adjustment',
        params: Type.Object({ sku: schemas.sku, key: schemas.adjustmentKey }),
        querystring: Type.Object(
          {
            at: Type.Optional(
              Type.Integer({
                minimum: 1,
                maximum: Number.MAX_SAFE_INTEGER,
                description: 'Position in the log, from `Location`: finds an adjustment that is not decided yet',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          200: schemas.decidedAdjustment,
          202: schemas.pendingAdjustment,
          ...problemResponses('NOT_FOUND', 'POSITION_BEYOND_LOG', 'DEPENDENCY_UNAVAILABLE', 'LOG_UNAVAILABLE'),
        },
      },
    },
    async ({ params: { sku, key }, query: { at } }, reply) => {
      const { status, adjustment } = await useCases.findAdjustment(sku, key, at);
      const view = viewOf(adjustment);
      if (status !== 'pending') return { ...view, status };
      return reply.code(202).send({ ...view, status });
    },
  );
};
