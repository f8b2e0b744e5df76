import { setTimeout as delay } from 'node:timers/promises';
import { type HistoryWriter, type OrderStatus, orderStatuses } from '@orderflow/audit';
import { backoffMs } from '@orderflow/resilience';
import type { Answer, Call, HttpClient } from './http-client.ts';
import type { KnownOrder } from './load-view.ts';
import { changedBody, type Wish } from './wish.ts';

export interface ShopperOptions {
  readonly client: HttpClient;
  readonly history: HistoryWriter;
  /** Until when a request that got no answer, or 503, is sent again. Time of `performance.now()`. */
  readonly patienceMs: number;
  onAccepted(order: KnownOrder, latencyMs: number): void;
  /** An answer that is no acceptance: its status, or `none`. */
  onRefused(code: string): void;
  readonly signal: AbortSignal;
}

const requestTimeoutMs = 8_000;
/** Clients that all come back at once keep down what is just getting up: they wait longer each time. */
const pause = { initialMs: 500, maxMs: 8_000 };

const field = ({ body }: Answer, name: 'orderId' | 'status'): string => {
  try {
    const value = (JSON.parse(body) as Readonly<Record<string, unknown>>)[name];
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
};
const orderIdOf = (answer: Answer): string => field(answer, 'orderId');

/** Never goes back, whatever is done to the clock meanwhile. */
const now = (): number => performance.timeOrigin + performance.now();

/** 202 does not claim to see the order. */
const seenIn = (answer: Answer | undefined): readonly OrderStatus[] =>
  orderStatuses.filter((one) => answer?.status === 200 && one === field(answer, 'status'));

const accepted = ({ status }: Answer): boolean => status === 200 || status === 202;
/** What leaves open whether there is an order, and may be sent again. */
const mayRepeat = (answer: Answer | undefined): boolean =>
  answer === undefined || answer.status >= 500 || answer.status === 429;

/** Asks about an order that is there, and records what came of it. Undefined: no answer. */
const askAbout = async (
  call: Pick<Call, 'method' | 'path'>,
  kind: 'get' | 'cancel',
  order: KnownOrder,
  { client, history }: Pick<ShopperOptions, 'client' | 'history'>,
): Promise<Answer | undefined> => {
  const startedAt = now();
  const answer = await client.call({ ...call, timeoutMs: requestTimeoutMs }).catch(() => undefined);
  const { customerId, orderId } = order;
  const request = { kind, customerId, key: null, orderId, location: call.path, startedAt, endedAt: now() };
  history.record({ ...request, status: answer?.status ?? null, seen: kind === 'get' ? seenIn(answer) : [] });
  return answer;
};

/** The order's place in the log, in its location, lets it be cancelled before its row is there. */
export const cancelOrder = (
  order: KnownOrder,
  options: Pick<ShopperOptions, 'client' | 'history'>,
): Promise<Answer | undefined> => {
  const path = `/orders/${order.orderId}/cancel${new URL(order.location, 'http://order').search}`;
  return askAbout({ method: 'POST', path }, 'cancel', order, options);
};

/** Lives one wish from its first request to its last look, as a client that does not give up soon. Never rejects. */
export const shop = async (wish: Wish, options: ShopperOptions): Promise<void> => {
  const { client, history, patienceMs, signal } = options;
  const { customerId, key } = wish;

  const post = async (body: string, prefer?: number): Promise<Answer | undefined> => {
    const headers = {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'idempotency-key': key,
      ...(prefer === undefined ? {} : { prefer: `wait=${prefer}` }),
    };
    const timeoutMs = requestTimeoutMs + (prefer ?? 0) * 1_000;
    const startedAt = now();
    const answer = await client
      .call({ method: 'POST', path: '/orders', headers, body, timeoutMs })
      .catch(() => undefined);
    const order = answer && accepted(answer) ? { orderId: orderIdOf(answer), location: answer.location } : {};
    const request = { kind: 'post', customerId, key, body, startedAt, endedAt: now() } as const;
    history.record({ ...request, status: answer?.status ?? null, seen: seenIn(answer), ...order });
    if (!answer || !accepted(answer)) options.onRefused(String(answer?.status ?? 'none'));
    return answer;
  };

  /** Again until something but "unknown" is answered. */
  const insist = async <T extends Answer | undefined>(ask: () => Promise<T>): Promise<T> => {
    const deadline = performance.now() + patienceMs;
    for (let asked = 1; ; asked++) {
      const answer = await ask();
      if (!mayRepeat(answer) || performance.now() > deadline || signal.aborted) return answer;
      await delay(pause.initialMs / 2 + backoffMs(asked, pause));
    }
  };

  const cancel = async (order: KnownOrder, afterMs: number): Promise<void> => {
    if (afterMs > 0) await delay(afterMs);
    await insist(() => cancelOrder(order, options));
  };

  const read = async (order: KnownOrder): Promise<void> => {
    let waitedMs = 0;
    for (const afterMs of wish.readsAfterMs) {
      await delay(afterMs - waitedMs);
      waitedMs = afterMs;
      await askAbout({ method: 'GET', path: order.location }, 'get', order, options);
    }
  };

  const listen = async ({ orderId }: KnownOrder): Promise<void> => {
    const path = `/orders/${orderId}/events`;
    const headers = { accept: 'text/event-stream' };
    await client.call({ method: 'GET', path, headers, timeoutMs: requestTimeoutMs }).catch(() => undefined);
  };

  const startedAt = performance.now();
  const first = await insist(() => post(wish.body, wish.preferWaitSeconds));
  if (!first || !accepted(first)) return;
  const order = { customerId, orderId: orderIdOf(first), location: first.location };
  options.onAccepted(order, performance.now() - startedAt);
  await Promise.all([
    wish.cancelAfterMs === undefined ? undefined : cancel(order, wish.cancelAfterMs),
    wish.repeated ? post(wish.body) : undefined,
    wish.reused ? post(changedBody(wish)) : undefined,
    wish.listens ? listen(order) : undefined,
    read(order),
  ]);
};
