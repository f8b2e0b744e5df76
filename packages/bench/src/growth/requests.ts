import { randomUUID } from 'node:crypto';
import { AppError } from '@orderflow/errors';
import type { World } from '../world/world.ts';

/** Requests under way at a time: enough that what can be done together is. */
const concurrency = 32;

/** Does `work` for 0, 1, … `count` − 1, so many at a time; rejects with the first failure. */
export const inParallel = async (
  { signal }: World,
  count: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      signal.throwIfAborted();
      await work(next++);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, worker));
};

interface Done {
  readonly body: Record<string, unknown>;
  /** The address itself where the answer names no other. */
  readonly location: URL;
}

/** Rejects for any status but those that mean it is done. */
export const request = async (url: string | URL, init: RequestInit = {}): Promise<Done> => {
  const response = await fetch(url, init);
  const text = await response.text();
  if (response.ok) {
    const location = new URL(response.headers.get('location') ?? url, url);
    return { body: JSON.parse(text) as Record<string, unknown>, location };
  }
  throw new AppError('DEPENDENCY_UNAVAILABLE', `${init.method ?? 'GET'} ${url} answered ${response.status}: ${text}`);
};

export interface Basket {
  readonly skus: readonly string[];
}

export interface Accepted {
  readonly orderId: string;
  /** Where it is from now on, with its place in the log. */
  readonly location: URL;
}

/** Sends an order of one unit of each sku, under a key of its own. */
export const order = async ({ stack }: World, { skus }: Basket): Promise<Accepted> => {
  const { body, location } = await request(`${stack.urls.order}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({
      customerId: `growth-${Math.floor(Math.random() * 1_000)}`,
      items: skus.map((sku) => ({ sku, quantity: 1 })),
      paymentToken: 'tok_visa',
    }),
  });
  return { orderId: String(body.orderId), location };
};
