import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Books } from '../books/books.ts';
import type { Call, Fault, Faults, Operation } from '../faults.ts';
import type { Outcome, Provider, Stamp } from '../provider.ts';
import { readNewIntent, readRefundedIntent } from './form.ts';
import { createIdempotencyKeys, fingerprintOf } from './idempotency.ts';
import { type Answer, ApiFailure, noSuch, unavailable } from './stripe-objects.ts';

export interface ApiOptions {
  readonly provider: Provider;
  readonly books: Books;
  readonly faults: Faults;
}

type WithId = { Params: { id: string } };

const formType = 'application/x-www-form-urlencoded';
const noForm = new URLSearchParams();
const formOf = (request: FastifyRequest): URLSearchParams =>
  request.body instanceof URLSearchParams ? request.body : noForm;

const send = (reply: FastifyReply, { status, body }: Answer): FastifyReply => reply.code(status).send(body);

/** Ends the connection without an answer. */
const drop = (request: FastifyRequest, reply: FastifyReply): void => {
  reply.hijack();
  request.raw.socket.destroy();
};

const hang = (request: FastifyRequest, reply: FastifyReply, released: AbortSignal): void => {
  reply.hijack();
  const { socket } = request.raw;
  const release = (): void => void socket.destroy();
  released.addEventListener('abort', release, { once: true });
  socket.once('close', () => released.removeEventListener('abort', release));
};

const authorize = async (request: FastifyRequest): Promise<void> => {
  if (/^Bearer sk_test_\w+$/.test(request.headers.authorization ?? '')) return;
  throw new ApiFailure(401, 'invalid_request_error', 'Send a test key: Authorization: Bearer sk_test_…');
};

/** The subset of the Stripe API, under `/v1`. */
export const registerApi = (http: FastifyInstance, { provider, books, faults }: ApiOptions): void => {
  const keys = createIdempotencyKeys(books);

  /** Faults strike before the call, except the one that lets it succeed. Undefined: the fault was the answer. */
  const struck = async (request: FastifyRequest, reply: FastifyReply, fault: Fault | undefined): Promise<boolean> => {
    switch (fault?.mode) {
      case 'fail':
        await send(reply, unavailable(fault.status));
        return true;
      case 'hang':
        hang(request, reply, faults.released);
        return true;
      case 'slow':
        await wait(fault.delayMs ?? 1000);
        return false;
      default:
        return false;
    }
  };

  type Work = (stamp: Stamp) => Promise<Outcome>;

  const mutate = async (request: FastifyRequest, reply: FastifyReply, call: Call, work: Work): Promise<void> => {
    const fault = faults.take(call);
    if (await struck(request, reply, fault)) return;
    const header = request.headers['idempotency-key'];
    const key = typeof header === 'string' ? header : undefined;
    const fingerprint = fingerprintOf(request.method, request.url, formOf(request));
    const stamp: Stamp = (status) => (key === undefined ? undefined : { value: key, fingerprint, status });
    const { answer, silent } = await keys.once(
      { key, fingerprint },
      () => work(stamp),
      (stored) => {
        void reply.header('idempotent-replayed', 'true');
        return provider.replay(stored);
      },
    );
    if (fault?.mode === 'succeed_without_answering') {
      await wait(fault.delayMs ?? 0, undefined, { signal: faults.released }).catch(() => undefined);
      return drop(request, reply);
    }
    if (silent) return drop(request, reply);
    await send(reply, answer);
  };

  const about = (operation: Operation, intent: string): Call => ({
    operation,
    intent,
    order: books.intent(intent)?.order ?? '',
  });

  const look = async (request: FastifyRequest, reply: FastifyReply, call: Call, read: () => Answer): Promise<void> => {
    const fault = faults.take(call);
    if (await struck(request, reply, fault)) return;
    if (fault?.mode === 'succeed_without_answering') return drop(request, reply);
    await send(reply, read());
  };

  http.addContentTypeParser(formType, { parseAs: 'string' }, (_request, body, done) => {
    done(null, new URLSearchParams(String(body)));
  });
  http.setErrorHandler(async (error: unknown, request, reply) => {
    if (error instanceof ApiFailure) return await send(reply, error.answer);
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    if (status >= 500) request.log.error({ err: error }, 'the call failed');
    const type = status >= 500 ? 'api_error' : 'invalid_request_error';
    return await send(reply, { status, body: { error: { type, message: 'The request could not be processed.' } } });
  });
  http.setNotFoundHandler(async (request, reply) => {
    const message = `Unrecognized request URL (${request.method}: ${request.url.split('?')[0]}).`;
    await send(reply, new ApiFailure(404, 'invalid_request_error', message).answer);
  });
  http.addHook('onRequest', authorize);

  http.post('/payment_intents', async (request, reply) => {
    const intent = readNewIntent(formOf(request));
    const call: Call = { operation: 'create', intent: '', order: intent.metadata.orderflow_order_id ?? '' };
    await mutate(request, reply, call, (stamp) => provider.create(intent, stamp));
    return reply;
  });
  http.post<WithId>('/payment_intents/:id/confirm', async (request, reply) => {
    const { id } = request.params;
    await mutate(request, reply, about('confirm', id), (stamp) => provider.confirm(id, stamp));
    return reply;
  });
  http.post<WithId>('/payment_intents/:id/cancel', async (request, reply) => {
    const { id } = request.params;
    await mutate(request, reply, about('cancel', id), (stamp) => provider.cancel(id, stamp));
    return reply;
  });
  http.get<WithId>('/payment_intents/:id', async (request, reply) => {
    const { id } = request.params;
    await look(request, reply, about('retrieve', id), () => provider.retrieve(id));
    return reply;
  });
  http.get<{ Querystring: { query?: string } }>('/payment_intents/search', async (request, reply) => {
    const { query = '' } = request.query;
    await look(request, reply, { operation: 'search', intent: '', order: '' }, () => provider.search(query));
    return reply;
  });
  http.post('/refunds', async (request, reply) => {
    const intent = readRefundedIntent(formOf(request));
    await mutate(request, reply, about('refund', intent), (stamp) => provider.refund(intent, stamp));
    return reply;
  });
  http.get<WithId>('/refunds/:id', async (request, reply) => {
    const { id } = request.params;
    await look(request, reply, { operation: 'retrieve', intent: '', order: '' }, () => provider.retrieveRefund(id));
    return reply;
  });
  http.get<{ Querystring: { payment_intent?: string } }>('/refunds', async (request, reply) => {
    const intent = request.query.payment_intent ?? '';
    if (intent === '') throw noSuch('payment_intent', intent);
    await look(request, reply, about('retrieve', intent), () => provider.listRefunds(intent));
    return reply;
  });
};
