import { AppError } from '@orderflow/errors';
import { type Http, problemResponses } from '@orderflow/service-kit';
import { Type } from 'typebox';
import type { PaymentStore, StoredPayment } from '../../application/store.ts';
import { type PaymentFacts, statusOf } from '../../domain/facts.ts';

const Time = Type.String({ format: 'date-time' });

const PaymentBody = Type.Object(
  {
    orderId: Type.String(),
    status: Type.Enum(['PENDING', 'APPROVED', 'DECLINED', 'REFUND_PENDING', 'REFUNDED', 'CANCELLED'], {
      description: 'CANCELLED: called off before anything was captured.',
    }),
    amount: Type.Union([Type.Object({ amount: Type.Integer(), currency: Type.String() }), Type.Null()], {
      description: 'Null while only the cancellation is known.',
    }),
    paymentId: Type.Union([Type.String(), Type.Null()], { description: "The provider's id of the payment." }),
    reason: Type.Union([Type.String(), Type.Null()], { description: 'Why it was declined.' }),
    attempts: Type.Integer({ description: 'Times the provider was asked and something came of it, good or bad.' }),
    waitingFor: Type.Union([Type.String(), Type.Null()], {
      description: 'Why the last attempt failed, while the payment waits for the next.',
    }),
    refunded: Type.Boolean(),
    history: Type.Array(Type.Object({ at: Time, event: Type.String() })),
  },
  { $id: 'Payment' },
);

/** The facts in the order in which they happened. */
const historyOf = (facts: PaymentFacts): { at: string; event: string }[] => {
  const { requested, attempt, outcome, cancelledAt, refundRequestedAt, refund } = facts;
  const events: readonly (readonly [Date | undefined, string])[] = [
    [requested?.at, 'requested'],
    [attempt?.firstSentAt, 'started'],
    [outcome?.at, outcome?.status ?? ''],
    [cancelledAt, 'cancelled'],
    [refundRequestedAt, 'refund requested'],
    [refund?.at, 'refunded'],
  ];
  return events
    .flatMap(([at, event]) => (at === undefined ? [] : [{ at: at.toISOString(), event }]))
    .sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
};

const bodyOf = ({ facts, work }: StoredPayment) => ({
  orderId: facts.orderId,
  status: statusOf(facts),
  amount: facts.requested?.amount ?? null,
  paymentId: facts.intentId ?? null,
  reason: facts.outcome?.status === 'declined' ? facts.outcome.reason : null,
  attempts: work.attempts,
  waitingFor: work.dueAt && work.lastFailure !== '' ? work.lastFailure : null,
  refunded: facts.refund !== undefined,
  history: historyOf(facts),
});

const orderIdParam = Type.String({
  pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  description: 'UUID, from the answer to POST /orders',
});

export const registerPayments = (http: Http, store: Pick<PaymentStore, 'find'>): void => {
  http.get(
    '/payments/:orderId',
    {
      // It does not know whose order it is: customers ask the order service, which does.
      config: { access: 'payments' },
      schema: {
        tags: ['payments'],
        summary: 'The payment of an order',
        params: Type.Object({ orderId: orderIdParam }),
        querystring: Type.Object({}, { additionalProperties: false }),
        response: { 200: PaymentBody, ...problemResponses('NOT_FOUND', 'DEPENDENCY_UNAVAILABLE') },
      },
    },
    async ({ params }) => {
      const payment = await store.find(params.orderId.toLowerCase());
      if (payment === undefined) throw new AppError('NOT_FOUND', 'No payment is known for this order.');
      return bodyOf(payment);
    },
  );
};
