import { randomUUID } from 'node:crypto';
import { createMemoryHistory, type MemoryHistory } from '@orderflow/audit';
import { waitFor } from '@orderflow/testkit';

export interface Wish {
  readonly sku: string;
  readonly quantity?: number;
  readonly token?: string;
  /** Default: one of its own. */
  readonly key?: string;
}

/** What the client was told. Status null: nothing. */
export interface Answer {
  readonly status: number | null;
  readonly orderId: string;
  readonly location: string;
}

/** One customer, who remembers everything that was asked and answered. */
export interface TestClient {
  readonly customerId: string;
  readonly history: MemoryHistory;
  post(wish: Wish): Promise<Answer>;
  /** Posts, again and again with the same key, until it is accepted. */
  order(wish: Wish): Promise<Answer>;
  get(order: Answer): Promise<Answer>;
  cancel(order: Answer): Promise<Answer>;
}

const timeoutMs = 20_000;
/** Never goes back, whatever happens to the machine's clock. */
const now = (): number => performance.timeOrigin + performance.now();

const ask = async (url: string, init: RequestInit): Promise<Answer> => {
  try {
    const response = await fetch(url, {
      ...init,
      headers: { ...init.headers, connection: 'close' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = (await response.json()) as { readonly orderId?: string };
    return {
      status: response.status,
      orderId: body.orderId ?? '',
      location: response.headers.get('location') ?? '',
    };
  } catch {
    return { status: null, orderId: '', location: '' };
  }
};

export const createTestClient = (baseUrl: string, customerId: string): TestClient => {
  const history = createMemoryHistory();

  const post = async ({ sku, quantity = 1, token = 'tok_visa', key = randomUUID() }: Wish): Promise<Answer> => {
    const body = JSON.stringify({ customerId, items: [{ sku, quantity }], paymentToken: token });
    const startedAt = now();
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const answer = await ask(`${baseUrl}/orders`, { method: 'POST', headers, body });
    history.record({ kind: 'post', customerId, key, body, ...answer, seen: [], startedAt, endedAt: now() });
    return answer;
  };
  const about = async (kind: 'get' | 'cancel', { orderId, location }: Answer): Promise<Answer> => {
    const startedAt = now();
    const at = location.includes('?') ? location.slice(location.indexOf('?')) : '';
    const path = kind === 'get' ? location : `/orders/${orderId}/cancel${at}`;
    const answer = await ask(`${baseUrl}${path}`, { method: kind === 'get' ? 'GET' : 'POST' });
    const { status } = answer;
    const asked = { orderId, location: path };
    history.record({ kind, customerId, key: null, status, ...asked, seen: [], startedAt, endedAt: now() });
    return { ...asked, status };
  };

  return {
    customerId,
    history,
    post,
    order: async (wish) => {
      const key = wish.key ?? randomUUID();
      return await waitFor(
        async () => {
          const answer = await post({ ...wish, key });
          return answer.status !== null && answer.status < 300 && answer;
        },
        { timeoutMs: 20_000, everyMs: 100, describe: 'an order to be accepted' },
      );
    },
    get: (order) => about('get', order),
    cancel: (order) => about('cancel', order),
  };
};
