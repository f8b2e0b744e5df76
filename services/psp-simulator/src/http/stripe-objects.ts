import type { Intent, IntentStatus, Refund } from '../books/books.ts';

/** An answer of the API: status and body. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export type ErrorType = 'invalid_request_error' | 'idempotency_error' | 'card_error' | 'api_error';

/** A refusal before anything was executed: it is answered, and not stored under the key. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly answer: Answer;

  constructor(status: number, type: ErrorType, message: string, more: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.answer = { status, body: { error: { type, message, ...more } } };
  }
}

export const invalidRequest = (message: string, more?: Readonly<Record<string, unknown>>): ApiFailure =>
  new ApiFailure(400, 'invalid_request_error', message, more);

export const noSuch = (what: string, id: string): ApiFailure =>
  new ApiFailure(404, 'invalid_request_error', `No such ${what}: '${id}'`, { code: 'resource_missing', param: 'id' });

export const serverError: Answer = {
  status: 500,
  body: {
    error: { type: 'api_error', message: 'An unexpected error occurred. Whether the payment was made is not said.' },
  },
};

export const unavailable = (status = 503): Answer => ({
  status,
  body: { error: { type: 'api_error', message: 'The provider is not available.' } },
});

const chargeOf = (intent: Intent): string => `ch_${intent.id.slice('pi_'.length)}`;

const declineError = (intent: Intent) =>
  intent.decline && {
    type: 'card_error',
    code: intent.decline.code,
    decline_code: intent.decline.declineCode,
    message: 'Your card was declined.',
    charge: chargeOf(intent),
  };

/** The intent as the API shows it; `status` overrides, to show it as it was. */
export const intentBody = (intent: Intent, status: IntentStatus = intent.status) => ({
  id: intent.id,
  object: 'payment_intent',
  amount: intent.amount,
  amount_capturable: 0,
  amount_received: status === 'succeeded' ? intent.amount : 0,
  canceled_at: status === 'canceled' ? (intent.canceledAt ?? null) : null,
  cancellation_reason: null,
  capture_method: 'automatic',
  client_secret: null,
  confirmation_method: 'automatic',
  created: intent.createdAt,
  currency: intent.currency,
  last_payment_error: status === 'requires_payment_method' ? (declineError(intent) ?? null) : null,
  latest_charge: status === 'succeeded' || status === 'requires_payment_method' ? chargeOf(intent) : null,
  livemode: false,
  metadata: intent.metadata,
  payment_method_types: ['card'],
  status,
});

export const cardError = (intent: Intent): Answer => ({
  status: 402,
  body: { error: { ...declineError(intent), payment_intent: intentBody(intent, 'requires_payment_method') } },
});

export const refundBody = (refund: Refund) => ({
  id: refund.id,
  object: 'refund',
  amount: refund.amount,
  charge: `ch_${refund.intent.slice('pi_'.length)}`,
  created: refund.createdAt,
  currency: refund.currency,
  metadata: {},
  payment_intent: refund.intent,
  reason: null,
  status: 'succeeded',
});
