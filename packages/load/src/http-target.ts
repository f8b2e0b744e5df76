import { type HistoryWriter, type OrderStatus, orderStatuses, type RecordedRequest } from '@orderflow/audit';
import { createHttpCalls, type HttpAnswer, type HttpRequest } from './http-calls.ts';

export interface OrderRequest {
  readonly customerId: string;
  readonly items: readonly { readonly sku: string; readonly quantity: number }[];
  readonly paymentToken: string;
  readonly idempotencyKey: string | undefined;
}

export type Answer =
  | { readonly kind: 'accepted'; readonly orderId: string; readonly location: string }
  /** A problem document's code, or a code of the network: `ECONNRESET`, `NO_ANSWER`. */
  | { readonly kind: 'refused'; readonly code: string; readonly mayRepeat: boolean };

/** An order as its customer knows it. */
export interface KnownOrder {
  readonly customerId: string;
  readonly orderId: string;
  /** As the answer to its acceptance gave it, with the position in the log. */
  readonly location: string;
}

/** The order service, as a client sees it. No call rejects, and each is recorded. */
export interface Target {
  /** With `waitSeconds` it is asked to answer with the end of the order (`Prefer: wait`). */
  post(order: OrderRequest, waitSeconds?: number): Promise<Answer>;
  /** Undefined: not seen, whatever the reason. */
  get(order: KnownOrder, by: 'location' | 'id'): Promise<OrderStatus | undefined>;
  /** By the position that its location gives, which finds it before its row is there. Undefined: nobody knows, ask again. */
  cancel(order: KnownOrder): Promise<'taken' | 'refused' | undefined>;
  /** The states that were told, until the stream ended or the time was over. */
  follow(order: KnownOrder, timeoutMs: number): Promise<readonly OrderStatus[]>;
  /** Requests without an answer. */
  readonly inFlight: number;
  /** Breaks off what is under way; resolves once all of it is recorded. */
  close(): Promise<void>;
}

export interface HttpTargetOptions {
  /** The order service; several addresses, separated by commas, are used in turn. */
  readonly url: string;
  /** Connections to each that are kept open for requests; as many more for those that wait. */
  readonly connections: number;
  readonly timeoutMs: number;
  /** Of one that acts for all customers, where the service asks for a credential. */
  readonly apiKey?: string | undefined;
  /** Told of every request when it is over; closing it is for its owner, after the target. */
  readonly history?: HistoryWriter;
}

const codeOf = (error: unknown): string => {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
};

const field = (body: string, name: string): string => {
  try {
    const value = (JSON.parse(body) as Record<string, unknown>)[name];
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
};

const asStatus = (text: string): OrderStatus | undefined => orderStatuses.find((status) => status === text);
const statusIn = (body: string): readonly OrderStatus[] =>
  orderStatuses.filter((status) => status === field(body, 'status'));

/** The names of the events that came whole. */
const statusesIn = (events: string): readonly OrderStatus[] =>
  events
    .split('\n\n')
    .slice(0, -1)
    .flatMap((event) => asStatus(/^event: (?<name>\w+)$/m.exec(event)?.groups?.name ?? '') ?? []);

/** Never goes back, whatever is done to the clock meanwhile. */
const now = (): number => performance.timeOrigin + performance.now();

/** What may be sent again: it was only said that it cannot be done now. */
const mayRepeat = (status: number): boolean => status === 429 || status >= 500;

/** A location is a path. */
const anyOrigin = 'http://order';

const postOf = ({ customerId, items, paymentToken, idempotencyKey }: OrderRequest, waitSeconds: number) => {
  const body = JSON.stringify({ customerId, items, paymentToken });
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
  };
  if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
  if (waitSeconds > 0) headers.prefer = `wait=${waitSeconds}`;
  return { body, headers };
};

export const createHttpTarget = ({ url, connections, timeoutMs, apiKey, history }: HttpTargetOptions): Target => {
  const calls = createHttpCalls({ url, connections, apiKey });
  // Whoever waits for an order to end holds a connection meanwhile: not one that others need.
  const waiting = createHttpCalls({ url, connections, apiKey });

  /** Resolves with the answer, or with the code of the network. What it says of the order is for `told`. */
  const recorded = async (
    request: HttpRequest & { readonly waits?: boolean },
    about: Pick<RecordedRequest, 'kind' | 'customerId' | 'key'> & Partial<RecordedRequest>,
    told: (answer: HttpAnswer) => Partial<Pick<RecordedRequest, 'seen' | 'orderId' | 'location'>>,
  ): Promise<HttpAnswer | string> => {
    const startedAt = now();
    const common = { seen: [], ...about, startedAt };
    try {
      const answer = await (request.waits ? waiting : calls).call(request);
      history?.record({ ...common, status: answer.status, endedAt: now(), ...told(answer) });
      return answer;
    } catch (error) {
      history?.record({ ...common, status: null, endedAt: now() });
      return codeOf(error);
    }
  };

  const about = (kind: RecordedRequest['kind'], { customerId, orderId }: KnownOrder, path: string) => ({
    kind,
    ...{ customerId, key: null, orderId, location: path },
  });
  const seenIn = ({ status, body }: HttpAnswer) => ({ seen: status === 200 ? statusIn(body) : [] });

  return {
    post: async (order, waitSeconds = 0) => {
      const { body, headers } = postOf(order, waitSeconds);
      const waits = waitSeconds > 0;
      const answer = await recorded(
        { method: 'POST', path: '/orders', headers, body, timeoutMs: timeoutMs + waitSeconds * 1_000, waits },
        { kind: 'post', customerId: order.customerId, key: order.idempotencyKey ?? null, body },
        (answer) =>
          answer.status < 300
            ? { ...seenIn(answer), orderId: field(answer.body, 'orderId'), location: answer.location }
            : {},
      );
      if (typeof answer === 'string') return { kind: 'refused', code: answer, mayRepeat: true };
      const { status, location } = answer;
      if (status === 200 || status === 202) {
        return { kind: 'accepted', orderId: field(answer.body, 'orderId'), location };
      }
      const code = `${status} ${field(answer.body, 'code')}`.trim();
      return { kind: 'refused', code, mayRepeat: mayRepeat(status) };
    },
    get: async (order, by) => {
      const path = by === 'location' ? order.location : `/orders/${order.orderId}`;
      const answer = await recorded({ method: 'GET', path, timeoutMs }, about('get', order, path), seenIn);
      return typeof answer === 'string' ? undefined : seenIn(answer).seen[0];
    },
    cancel: async (order) => {
      const { search } = new URL(order.location, anyOrigin);
      const path = `/orders/${order.orderId}/cancel${search}`;
      const answer = await recorded({ method: 'POST', path, timeoutMs }, about('cancel', order, path), () => ({}));
      if (typeof answer === 'string' || mayRepeat(answer.status)) return undefined;
      return answer.status < 300 ? 'taken' : 'refused';
    },
    follow: async (order, patienceMs) => {
      const { search } = new URL(order.location, anyOrigin);
      const path = `/orders/${order.orderId}/events${search}`;
      const told = ({ status, body }: HttpAnswer) => ({ seen: status === 200 ? statusesIn(body) : [] });
      const request = { method: 'GET', path, timeoutMs: patienceMs, takesPart: true, waits: true } as const;
      const answer = await recorded(request, about('events', order, path), told);
      return typeof answer === 'string' ? [] : told(answer).seen;
    },
    get inFlight() {
      return calls.inFlight + waiting.inFlight;
    },
    close: async () => {
      await Promise.all([calls.close(), waiting.close()]);
    },
  };
};
