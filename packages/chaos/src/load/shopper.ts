import { setTimeout as delay } from 'node:timers/promises';
import { type HistoryWriter, type OrderStatus, orderStatuses } from '@orderflow/audit';
import type { Answer, HttpClient } from './http-client.ts';
import { changedBody, type Wish } from './wish.ts';

export interface ShopperOptions {
  readonly client: HttpClient;
  readonly history: HistoryWriter;
  /** Until when a request that got no answer, or 503, is sent again. Time of `performance.now()`. */
  readonly patienceMs: number;
  onAccepted(orderId: string, location: string, latencyMs: number): void;
  /** An answer that is no acceptance: its status, or `none`. */
  onRefused(code: string): void;
  readonly signal: AbortSignal;
}

const requestTimeoutMs = 8_000;
const pauseMs = 400;

const orderIdOf = ({ body }: Answer): string => {
  try {
    const { orderId } = JSON.parse(body) as { readonly orderId?: unknown };
    return typeof orderId === 'string' ? orderId : '';
  } catch {
    return '';
  }
};

/** Never goes back, whatever is done to the clock meanwhile. */
const now = (): number => performance.timeOrigin + performance.now();

/** 202 does not claim to see the order. */
const seenIn = (answer: Answer | undefined): readonly OrderStatus[] =>
  orderStatuses.filter((one) => answer?.status === 200 && answer.body.includes(`"status":"${one}"`)).slice(-1);

const accepted = ({ status }: Answer): boolean => status === 200 || status === 202;
/** What leaves open whether there is an order, and may be sent again. */
const mayRepeat = (answer: Answer | undefined): boolean =>
  answer === undefined || answer.status >= 500 || answer.status === 429;

/** The order's place in the log, in its location, lets it be cancelled before its row is there. */
export const cancelOrder = (client: HttpClient, orderId: string, location: string): Promise<Answer> => {
  const path = `/orders/${orderId}/cancel${new URL(location, 'http://order').search}`;
  return client.call({ method: 'POST', path, timeoutMs: requestTimeoutMs });
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
    for (;;) {
      const answer = await ask();
      if (!mayRepeat(answer) || performance.now() > deadline || signal.aborted) return answer;
      await delay(pauseMs + Math.random() * pauseMs);
    }
  };

  const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer | undefined> =>
    client.call({ method: 'GET', path, headers, timeoutMs: requestTimeoutMs }).catch(() => undefined);

  const cancel = async (orderId: string, location: string, afterMs: number): Promise<void> => {
    if (afterMs > 0) await delay(afterMs);
    await insist(() => cancelOrder(client, orderId, location).catch((): undefined => undefined));
  };

  const startedAt = performance.now();
  const first = await insist(() => post(wish.body, wish.preferWaitSeconds));
  if (!first || !accepted(first)) return;
  const orderId = orderIdOf(first);
  options.onAccepted(orderId, first.location, performance.now() - startedAt);

  const reads = async (): Promise<void> => {
    let waitedMs = 0;
    for (const afterMs of wish.readsAfterMs) {
      await delay(afterMs - waitedMs);
      waitedMs = afterMs;
      await get(first.location);
    }
  };
  await Promise.all([
    wish.cancelAfterMs === undefined ? undefined : cancel(orderId, first.location, wish.cancelAfterMs),
    wish.repeated ? post(wish.body) : undefined,
    wish.reused ? post(changedBody(wish)) : undefined,
    wish.listens ? get(`/orders/${orderId}/events`, { accept: 'text/event-stream' }) : undefined,
    reads(),
  ]);
};
