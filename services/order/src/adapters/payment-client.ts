import { AppError } from '@orderflow/errors';
import type { Policy } from '@orderflow/resilience';
import type { Payments, PaymentView } from '../application/ports.ts';

export interface PaymentClientOptions {
  readonly baseUrl: string;
  /** The order service's own, where the payment service asks for one. */
  readonly apiKey: string | undefined;
  /** Timeout and circuit breaker around each call. */
  readonly policy: Policy;
}

const isPaymentView = (body: unknown): body is PaymentView =>
  typeof body === 'object' && body !== null && 'status' in body && typeof body.status === 'string';

/** Asks the payment service over HTTP. An order is shown without its payment rather than not at all. */
export const createPayments = ({ baseUrl, apiKey, policy }: PaymentClientOptions): Payments => ({
  ofOrder: async (orderId) => {
    try {
      return await policy.execute(async (signal) => {
        const response = await fetch(new URL(`/payments/${orderId}`, baseUrl), {
          signal,
          ...(apiKey !== undefined && { headers: { authorization: `Bearer ${apiKey}` } }),
        });
        const body: unknown = await response.json();
        if (response.status === 404) return undefined;
        if (response.ok && isPaymentView(body)) return body;
        throw new AppError('DEPENDENCY_UNAVAILABLE', `The payment service answered ${response.status}.`);
      });
    } catch {
      return { status: 'unavailable' };
    }
  },
});
