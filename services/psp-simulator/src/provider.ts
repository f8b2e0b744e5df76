import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Books, Intent, StoredAnswer } from './books/books.ts';
import type { Happening, KeyStamp } from './books/entries.ts';
import type { Ledger } from './books/ledger.ts';
import {
  type Answer,
  ApiFailure,
  cardError,
  intentBody,
  invalidRequest,
  noSuch,
  refundBody,
  serverError,
  unavailable,
} from './http/stripe-objects.ts';
import { type Behaviour, tokens } from './tokens.ts';

/** What a call came to. `silent`: it was executed, and the client is not told. */
export interface Outcome {
  readonly answer: Answer;
  readonly silent?: boolean;
}

/** The idempotency key to store with an answer of that status. */
export type Stamp = (status: number) => KeyStamp | undefined;

export interface NewIntent {
  readonly amount: number;
  readonly currency: string;
  readonly token: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The operations. Each resolves after its line is in the ledger; a refusal before that is an `ApiFailure`. */
export interface Provider {
  create(intent: NewIntent, stamp: Stamp): Promise<Outcome>;
  confirm(id: string, stamp: Stamp): Promise<Outcome>;
  cancel(id: string, stamp: Stamp): Promise<Outcome>;
  refund(intent: string, stamp: Stamp): Promise<Outcome>;
  retrieve(id: string): Answer;
  /** The intents whose metadata name the order. Other queries are refused. */
  search(query: string): Answer;
  retrieveRefund(id: string): Answer;
  listRefunds(intent: string): Answer;
  /** The answer that was given under a key, again. */
  replay(stored: StoredAnswer): Outcome;
}

export interface ProviderOptions {
  readonly books: Books;
  readonly ledger: Ledger;
  /** How long `tok_slow` takes. */
  readonly slowMs: number;
}

const orderKey = 'orderflow_order_id';
const orderQuery = new RegExp(`^metadata\\['${orderKey}'\\]:'(?<order>[^']+)'$`);
const newId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;
const ok = (body: Answer['body']): Answer => ({ status: 200, body });

export const createProvider = ({ books, ledger, slowMs }: ProviderOptions): Provider => {
  const locked = new Set<string>();

  const record = async (happening: Happening, key: KeyStamp | undefined): Promise<void> => {
    books.apply(await ledger.append(happening, key));
  };

  const known = (id: string): Intent => {
    const intent = books.intent(id);
    if (intent === undefined) throw noSuch('payment_intent', id);
    return intent;
  };

  /** One change of an intent at a time. */
  const locking = async (id: string, change: (intent: Intent) => Promise<Outcome>): Promise<Outcome> => {
    const intent = known(id);
    if (locked.has(id)) {
      const message = 'This object cannot be accessed right now because another request is accessing it.';
      throw new ApiFailure(429, 'invalid_request_error', message, { code: 'lock_timeout' });
    }
    locked.add(id);
    try {
      return await change(intent);
    } finally {
      locked.delete(id);
    }
  };

  const unexpectedState = (verb: string, intent: Intent): ApiFailure =>
    invalidRequest(`You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}.`, {
      code: 'payment_intent_unexpected_state',
      payment_intent: intentBody(intent),
    });

  const capture = (intent: Intent, key: KeyStamp | undefined): Promise<void> => {
    const { id, amount, currency, order } = intent;
    return record({ kind: 'capture', intent: id, amount, currency, order }, key);
  };

  const behave = async (intent: Intent, behaviour: Behaviour, stamp: Stamp): Promise<Outcome> => {
    switch (behaviour.kind) {
      case 'slow':
        await wait(slowMs);
        await capture(intent, stamp(200));
        return { answer: ok(intentBody(intent)) };
      case 'approve':
        await capture(intent, stamp(200));
        return { answer: ok(intentBody(intent)) };
      case 'unknown_outcome':
        await capture(intent, stamp(200));
        return { answer: ok(intentBody(intent)), silent: true };
      case 'error_after_capture':
        await capture(intent, stamp(500));
        return { answer: serverError };
      case 'error':
        await record({ kind: 'failure', intent: intent.id }, stamp(500));
        return { answer: serverError };
      case 'decline': {
        const { code, declineCode } = behaviour;
        await record({ kind: 'decline', intent: intent.id, code, declineCode }, stamp(402));
        return { answer: cardError(intent) };
      }
      case 'unavailable':
        return { answer: unavailable() };
      default:
        return behaviour satisfies never;
    }
  };

  const refundAnswer = (id: string): Answer => {
    const refund = books.refund(id);
    if (refund === undefined) throw noSuch('refund', id);
    return ok(refundBody(refund));
  };

  return {
    create: async ({ amount, currency, token, metadata }, stamp) => {
      if (!tokens.has(token)) {
        throw invalidRequest(`No such token: '${token}'`, {
          code: 'resource_missing',
          param: 'payment_method_data[card][token]',
        });
      }
      const id = newId('pi');
      const order = metadata[orderKey] ?? '';
      await record({ kind: 'intent', intent: id, amount, currency, order, token, metadata }, stamp(200));
      return { answer: ok(intentBody(known(id), 'requires_confirmation')) };
    },

    confirm: (id, stamp) =>
      locking(id, async (intent) => {
        const behaviour = tokens.get(intent.token);
        if (intent.status !== 'requires_confirmation' || behaviour === undefined)
          throw unexpectedState('confirm', intent);
        return await behave(intent, behaviour, stamp);
      }),

    cancel: (id, stamp) =>
      locking(id, async (intent) => {
        if (intent.status === 'succeeded' || intent.status === 'canceled') throw unexpectedState('cancel', intent);
        await record({ kind: 'cancel', intent: id }, stamp(200));
        return { answer: ok(intentBody(intent)) };
      }),

    refund: (id, stamp) =>
      locking(id, async (intent) => {
        if (intent.status !== 'succeeded')
          throw invalidRequest('This PaymentIntent has no successful charge to refund.');
        if (intent.refund !== undefined) {
          throw invalidRequest('The charge has already been refunded.', { code: 'charge_already_refunded' });
        }
        const { amount, currency, order } = intent;
        const refund = newId('re');
        await record({ kind: 'refund', intent: id, refund, amount, currency, order }, stamp(200));
        return { answer: refundAnswer(refund) };
      }),

    retrieve: (id) => ok(intentBody(known(id))),
    search: (query) => {
      const { order } = orderQuery.exec(query)?.groups ?? {};
      if (order === undefined) throw invalidRequest(`Only metadata['${orderKey}']:'…' can be searched for here.`);
      const data = books.intentsOf(order).map((intent) => intentBody(intent));
      return ok({ object: 'search_result', data, has_more: false, next_page: null, url: '/v1/payment_intents/search' });
    },
    retrieveRefund: refundAnswer,
    listRefunds: (id) => {
      const refund = books.refund(known(id).refund ?? '');
      const data = refund === undefined ? [] : [refundBody(refund)];
      return ok({ object: 'list', data, has_more: false, url: '/v1/refunds' });
    },

    replay: ({ kind, intent: id, status }) => {
      const intent = known(id);
      if (status >= 500) return { answer: serverError };
      switch (kind) {
        case 'intent':
          return { answer: ok(intentBody(intent, 'requires_confirmation')) };
        case 'capture':
          return { answer: ok(intentBody(intent, 'succeeded')) };
        case 'cancel':
          return { answer: ok(intentBody(intent, 'canceled')) };
        case 'decline':
          return { answer: cardError(intent) };
        case 'refund':
          return { answer: refundAnswer(intent.refund ?? '') };
        case 'failure':
          return { answer: serverError };
        default:
          return kind satisfies never;
      }
    },
  };
};
