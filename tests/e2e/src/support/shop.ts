import { setTimeout as delay } from 'node:timers/promises';
import { type HistoryWriter, orderStatuses } from '@orderflow/audit';
import { waitFor } from '@orderflow/testkit';

export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly headers: Headers;
}

/** An order that was answered 2xx. */
export interface AcceptedOrder {
  readonly orderId: string;
  readonly location: string;
  readonly token: string;
}

export interface OrderWish {
  readonly customerId?: string;
  readonly sku?: string;
  readonly quantity?: number;
  readonly token?: string;
  readonly key?: string;
  readonly waitSeconds?: number;
}

export const answerOf = async (response: Response): Promise<Answer> => ({
  status: response.status,
  body: (await response.json()) as Json,
  headers: response.headers,
});

/** Never goes back, whatever is done to the clock meanwhile. */
const now = (): number => performance.timeOrigin + performance.now();

/** What a customer does: over HTTP, against the order service at `baseUrl`. Orders go into the history, if there is one. */
export const createShop = (baseUrl: string, history?: HistoryWriter) => {
  const post = async (wish: OrderWish): Promise<Answer> => {
    const { customerId = 'e2e', sku = 'TEAPOT', quantity = 1, token = 'tok_visa', key = null } = wish;
    const body = JSON.stringify({ customerId, items: [{ sku, quantity }], paymentToken: token });
    const asked = { kind: 'post', customerId, key, body, seen: [], startedAt: now() } as const;
    const headers = {
      'content-type': 'application/json',
      ...(key === null ? {} : { 'idempotency-key': key }),
      ...(wish.waitSeconds === undefined ? {} : { prefer: `wait=${wish.waitSeconds}` }),
    };
    const signal = AbortSignal.timeout(35_000);
    try {
      const answer = await answerOf(await fetch(`${baseUrl}/orders`, { method: 'POST', headers, body, signal }));
      const { status, body: said } = answer;
      const seen = orderStatuses.filter((one) => status === 200 && one === said.status);
      const order =
        status < 300 ? { orderId: String(said.orderId), location: answer.headers.get('location') ?? '' } : {};
      history?.record({ ...asked, status, seen, ...order, endedAt: now() });
      return answer;
    } catch (error) {
      history?.record({ ...asked, status: null, endedAt: now() });
      throw error;
    }
  };

  /** Repeats with the same key until there is a 2xx: a 503 and a lost connection are always safe to repeat. */
  const order = async (wish: OrderWish & { readonly key: string }): Promise<AcceptedOrder> => {
    const { status, body, headers } = await waitFor(
      async () => {
        const answer = await post(wish);
        if (answer.status < 300) return answer;
        if (answer.status !== 503 && answer.status !== 429) {
          throw new Error(`answered ${answer.status}: ${JSON.stringify(answer.body)}`);
        }
        return undefined;
      },
      { timeoutMs: 60_000, everyMs: 250, describe: `order ${wish.key} to be accepted` },
    );
    if (status > 202) throw new Error(`answered ${status}`);
    return { orderId: String(body.orderId), location: headers.get('location') ?? '', token: wish.token ?? 'tok_visa' };
  };

  return {
    post,
    order,
    get: async (path: string): Promise<Answer> => answerOf(await fetch(`${baseUrl}${path}`)),
    /**
     * Orders at a steady rate, whatever the answers do, each with a key of its own. Resolves with the accepted ones
     * when all are answered. `onSent` is told how many were sent.
     */
    load: async (options: {
      readonly rate: number;
      readonly seconds: number;
      readonly run: string;
      readonly tokens?: readonly string[];
      readonly onSent?: (sent: number) => void;
    }): Promise<readonly AcceptedOrder[]> => {
      const { rate, seconds, run, tokens = ['tok_visa'], onSent } = options;
      const total = rate * seconds;
      const startedMs = performance.now();
      const orders: Promise<AcceptedOrder>[] = [];
      while (orders.length < total) {
        const due = Math.min(total, Math.floor(((performance.now() - startedMs) * rate) / 1000) + 1);
        for (let i = orders.length; i < due; i++) {
          orders.push(order({ key: `${run}-${i}`, token: tokens[i % tokens.length] ?? 'tok_visa', customerId: run }));
        }
        onSent?.(orders.length);
        await delay(5);
      }
      return await Promise.all(orders);
    },
  };
};

export type Shop = ReturnType<typeof createShop>;
